"""Step `generate:<provider>`: one provider makes its whole list, track by track.

What an earlier attempt completed is kept: only the missing tracks are asked for. A list that comes
short, or loses tracks to the request's rules, is topped up by asking the same provider again.
"""

from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError
from tailrace.events import Draft
from tailrace.fold import Snapshot
from tailrace.kinds.playlist.accept import Acceptance, Rejection
from tailrace.kinds.playlist.events import (
    Alternative,
    AlternativesAdded,
    PrimarySelected,
    ProviderCompleted,
    TrackAdded,
)
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.prompt import build
from tailrace.kinds.playlist.songs import song_key
from tailrace.kinds.playlist.track import Track
from tailrace.providers.items import ItemParser
from tailrace.steps import Finish

# A model that comes short three times in a row has no more to give; each round costs a call.
ROUNDS = 3
# A model that writes on after the last track that was asked for is cut off after this many more. Not at once:
# the usage comes at the end of the answer, and a call that is cut off has an unknown price.
SURPLUS = 3


async def run(context: StepContext, provider: str) -> Finish:
    """Make the list of `provider`. Raises a `ProviderError`; `MalformedOutputError` if no track is usable."""
    wanted = PlaylistInput.model_validate(context.snapshot["input"])
    made = context.snapshot["parts"]["providers"][provider]["tracks"]
    acceptance = Acceptance(wanted, [Track.model_validate(entry["track"]) for entry in made])
    model = context.model(provider, "fast")
    context.begin_provider(provider, model)
    for _ in range(ROUNDS):
        if not acceptance.missing:
            break
        await _ask(context, provider, model, wanted, acceptance)
    if not acceptance.tracks:
        raise MalformedOutputError("The model wrote no usable track", provider=provider)
    return lambda snapshot: _completed(snapshot, provider, acceptance.tracks)


async def _ask(context: StepContext, provider: str, model: str, wanted: PlaylistInput, acceptance: Acceptance) -> None:
    """One call; every track is on its way to the log when its JSON object closes."""
    parser = ItemParser("tracks.item", provider=provider)
    prompt = build(wanted, already=acceptance.tracks, rejected=acceptance.rejections)
    surplus = 0
    async with aclosing(context.ask(provider, model, prompt)) as answer:
        async for text in answer:
            for item in parser.feed(text):
                if acceptance.missing:
                    _offer(context, provider, acceptance, item)
                else:
                    surplus += 1
            if surplus > SURPLUS:
                return
    parser.finish()


def _offer(context: StepContext, provider: str, acceptance: Acceptance, item: Any) -> None:
    outcome = acceptance.offer(item)
    if isinstance(outcome, Rejection):
        fraction = len(acceptance.tracks) / (len(acceptance.tracks) + acceptance.missing)
        context.progress(fraction, outcome.message)
        return
    index = len(acceptance.tracks) - 1
    context.add(Draft(TrackAdded(provider=provider, index=index, track=outcome), f"{outcome.artist} – {outcome.title}"))


def _completed(snapshot: Snapshot, provider: str, tracks: Sequence[Track]) -> list[Draft]:
    """Decided against the log as it stands: the first to complete is primary, the later ones are alternatives."""
    count = len(tracks)
    drafts = [Draft(ProviderCompleted(provider=provider, count=count), f"{provider} has {count} tracks")]
    parts = snapshot["parts"]
    if parts["primary"] is None:
        return [*drafts, Draft(PrimarySelected(provider=provider, tracks=list(tracks)), f"{provider} was first")]
    shown = {song_key(p["track"]["artist"], p["track"]["title"]) for p in parts["tracks"]}
    alternatives = [
        Alternative(for_index=index, track=track)
        for index, track in enumerate(tracks[: len(parts["tracks"])])
        if song_key(track.artist, track.title) not in shown
    ]
    return [*drafts, Draft(AlternativesAdded(provider=provider, alternatives=alternatives))]
