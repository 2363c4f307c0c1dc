"""Playlist: every provider makes a whole set; the first to finish is primary, the others are alternatives."""

from collections.abc import Sequence

from tailrace.events import Draft, Expected, ProviderFailed, StepError, StepPlan
from tailrace.kinds import Kind
from tailrace.kinds.playlist.input import PlaylistInput

_NAMES = {"openai": "OpenAI", "anthropic": "Anthropic", "gemini": "Gemini"}


def plan(wanted: PlaylistInput, providers: Sequence[str]) -> tuple[list[StepPlan], Expected]:
    """Two steps a provider; the parts are the positions of one list.

    Seconds are a guess, from a model that starts after a second and then writes a track a second.
    """
    tracks = wanted.track_total
    steps = []
    for provider in providers:
        name = _NAMES[provider]
        steps += [
            StepPlan(id=f"generate:{provider}", label=f"{name} picks tracks", expected_seconds=1 + tracks),
            StepPlan(id=f"enrich:{provider}", label=f"Videos for {name}'s tracks", expected_seconds=1 + tracks / 10),
        ]
    return steps, Expected(parts=tracks)


def failed(step: str, error: StepError) -> Sequence[Draft]:
    """A provider that could not make its list is out; missing videos cost nothing more."""
    name, provider = step.split(":")
    if name != "generate":
        return ()
    return [Draft(ProviderFailed(provider=provider, error=error), f"{provider} is out: {error.message}")]


KIND = Kind(
    name="playlist",
    title="Playlist",
    description="A set of tracks along an energy arc. Three models each make a whole one; the first to finish is "
    "shown and the others' tracks can be swapped in, position by position. Every track gets its video.",
    input_model=PlaylistInput,
    plan=plan,
    steps={
        "generate": "A provider picks the tracks; each is shown when it is written",
        "enrich": "Each track's video is looked up",
    },
    failed=failed,
    kept=frozenset({"generate"}),
)
