"""Step `enrich:<provider>`: each of a provider's tracks gets its video, one by one.

What an earlier attempt found is kept; only the tracks that have no answer yet are looked up.
"""

from contextlib import aclosing

from tailrace.context import StepContext
from tailrace.events import Draft
from tailrace.kinds.playlist.events import TrackEnriched
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.videos import enrich_tracks, video_lookup
from tailrace.steps import Finish


async def run(context: StepContext, provider: str) -> Finish:
    """Look up the tracks of `provider`. A track without a video is `unresolved`; that is no failure."""
    made = context.snapshot["parts"]["providers"][provider]["tracks"]
    tracks = {entry["index"]: Track.model_validate(entry["track"]) for entry in made if entry["enrichment"] is None}
    async with video_lookup(context.step) as lookup, aclosing(enrich_tracks(tracks, lookup)) as found:
        async for index, enrichment in found:
            track = tracks[index]
            context.add(
                Draft(
                    TrackEnriched(provider=provider, index=index, enrichment=enrichment),
                    f"{track.artist} – {track.title}: {enrichment.status}",
                )
            )
    return lambda snapshot: []
