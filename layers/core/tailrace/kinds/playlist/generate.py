"""Step `generate:<provider>`: one provider makes its whole list, track by track.

What was completed is kept: only the missing tracks are asked for. A list that comes short, or loses tracks to the
request's rules, is topped up by asking the same provider again. Once a list has a track, the next provider completes
it where its own cannot; each track of another's says so.
"""

from contextlib import aclosing
from typing import Any

from tailrace.context import StepContext
from tailrace.errors import MalformedOutputError, ProviderError, RuleBrokenError
from tailrace.events import Draft
from tailrace.kinds.playlist.accept import Acceptance, Rejection
from tailrace.kinds.playlist.events import TrackAdded
from tailrace.kinds.playlist.input import PlaylistInput
from tailrace.kinds.playlist.place import place
from tailrace.kinds.playlist.prompt import build
from tailrace.kinds.playlist.track import Track
from tailrace.providers.items import ItemParser
from tailrace.steps import Finish
from tailrace.takeover import fill

# A model that comes short three times in a row has no more to give; each round costs a call.
ROUNDS = 3
# A model that writes on after the last track that was asked for is cut off after this many more. Not at once:
# the usage comes at the end of the answer, and a call that is cut off has an unknown price.
SURPLUS = 3


async def run(context: StepContext, provider: str) -> Finish:
    """Make the list of `provider`. Raises a `ProviderError`; `MalformedOutputError` if no track is usable."""
    making = _Making(context, provider)
    made = making.acceptance
    try:
        await fill(context, "fast", making.work, lambda: made.complete, owner=provider, begun=lambda: bool(made.tracks))
    except ProviderError as error:
        # Of a list that somebody has no more tracks for, the rest may not exist: it is complete as it is.
        if not making.came_short or (error.retryable and not context.is_last):
            raise
    return lambda snapshot: place(snapshot, making.wanted, provider, made.tracks)


class _Making:
    """One list, for one provider after the other; what one has written the next one goes on with."""

    def __init__(self, context: StepContext, owner: str) -> None:
        self.wanted = PlaylistInput.model_validate(context.snapshot["input"])
        made = context.snapshot["parts"]["providers"][owner]
        self.acceptance = Acceptance(self.wanted, [Track.model_validate(entry["track"]) for entry in made["tracks"]])
        self.came_short = made["error"] is not None and made["error"]["code"] == RuleBrokenError.code
        self._context = context
        self._owner = owner

    async def work(self, maker: str, model: str) -> None:
        """Ask `maker` for what is missing. Raises a `ProviderError`, `RuleBrokenError` if it has no more to give."""
        for _ in range(ROUNDS):
            await self._ask(maker, model)
            if self.acceptance.complete:
                return
        if not self.acceptance.tracks:
            raise MalformedOutputError("The model wrote no usable track", provider=maker)
        self.came_short = True
        made, total = len(self.acceptance.tracks), self.wanted.track_total
        raise RuleBrokenError(f"After {ROUNDS} answers the list has {made} of {total} tracks", provider=maker)

    async def _ask(self, maker: str, model: str) -> None:
        """One call; every track is on its way to the log when its JSON object closes."""
        parser = ItemParser("tracks.item", provider=maker)
        prompt = build(self.wanted, already=self.acceptance.tracks, rejected=self.acceptance.rejections)
        surplus = 0
        async with aclosing(self._context.ask(maker, model, prompt)) as answer:
            async for text in answer:
                for item in parser.feed(text):
                    if self.acceptance.missing:
                        self._offer(maker, item)
                    else:
                        surplus += 1
                if surplus > SURPLUS:
                    return
        parser.finish()

    def _offer(self, maker: str, item: Any) -> None:
        outcome = self.acceptance.offer(item)
        made = len(self.acceptance.tracks)
        if isinstance(outcome, Rejection):
            self._context.progress(made / self.wanted.track_total, outcome.message)
            return
        added = TrackAdded(
            provider=self._owner,
            index=made - 1,
            track=outcome,
            made_by=None if maker == self._owner else maker,
        )
        self._context.add(Draft(added, f"{outcome.artist} – {outcome.title}"))
