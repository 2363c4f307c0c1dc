"""What a client may ask of a playlist.

Every field here changes the request to the models and, where tracks carry the knowledge, what is accepted
and checked (rules.py, accept.py, checks.py).
"""

from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from tailrace.kinds.fields import NOT_BLANK, RequestPart, examples, text_up_to, unique
from tailrace.kinds.playlist.arcs import Arc, targets
from tailrace.kinds.playlist.songs import name_key, track_key
from tailrace.kinds.playlist.vocabulary import (
    AnchorTrack,
    ContentMode,
    ContextTokens,
    Decade,
    EnergyPreset,
    EnergyRange,
    Genre,
    KeyMatch,
    Mood,
    Name,
    Percent,
    SimilarPlaylist,
    Template,
    VocalDensity,
    WeightedPhrase,
)

MAX_TRACKS = 50
DEFAULT_TRACKS = 11
# The average by which minutes become tracks, as long as the usual default of one track (240 s).
MINUTES_PER_TRACK = 4
MAX_MINUTES = MAX_TRACKS * MINUTES_PER_TRACK

# The energies that each preset allows; it narrows the energy range.
_PRESET_BOUNDS = {
    "custom": (1, 100),
    "no_slow_songs": (51, 100),
    "keep_it_mellow": (1, 50),
    "mid_tempo_groove": (60, 75),
    "bpm_ramp": (1, 100),
}

_EXAMPLES = examples(
    {"prompt": "Late-night drive through the city: synths, neon and a slow build"},
    {
        "prompt": "Rooftop party that starts at sunset and ends with everyone dancing",
        "track_count": 8,
        "arc_template": "slow_burn",
        "energy_range": {"min": 40, "max": 90},
        "energy_tolerance": 12,
        "moods": ["uplifting", "energetic"],
        "active_decades": ["80s", "90s", "00s", "10s"],
        "discovery": 40,
        "avoid_artists": ["Pitbull"],
        "content_mode": "clean",
        "context_tokens": {"time_of_day": "evening", "season": "summer", "social_context": "friends"},
    },
)


def _as_tracks(minutes: int) -> int:
    return max(1, int(minutes / MINUTES_PER_TRACK + 0.5))


def _can_be_made(minutes: int | None) -> int | None:
    if minutes is not None and minutes > MAX_MINUTES:
        raise ValueError(
            f"{minutes} minutes would be {_as_tracks(minutes)} tracks of {MINUTES_PER_TRACK} minutes; "
            f"at most {MAX_TRACKS} tracks ({MAX_MINUTES} minutes) can be made"
        )
    return minutes


def _no_song_twice(songs: list[AnchorTrack]) -> list[AnchorTrack]:
    keys = [track_key(song.model_dump()) for song in songs]
    for position, key in enumerate(keys):
        if key in keys[:position]:
            raise ValueError(f"anchor {position + 1} is the same song as anchor {keys.index(key) + 1}; name it once")
    return songs


class PlaylistInput(RequestPart):
    """A request for a set of tracks."""

    model_config = ConfigDict(title="Playlist", json_schema_extra=_EXAMPLES)

    prompt: Annotated[str, text_up_to(2000)] = Field(
        title="What to play", description="The set in your own words.", json_schema_extra=NOT_BLANK
    )
    track_count: int | None = Field(
        None,
        ge=1,
        le=MAX_TRACKS,
        title="Number of tracks",
        description=f"Give this or `duration`; neither makes {DEFAULT_TRACKS} tracks.",
    )
    duration: Annotated[int | None, AfterValidator(_can_be_made)] = Field(
        None,
        ge=1,
        title="Length in minutes",
        description=f"Made into tracks at {MINUTES_PER_TRACK} minutes each, at most {MAX_TRACKS} ({MAX_MINUTES} min).",
        json_schema_extra={"maximum": MAX_MINUTES},
    )
    arc_template: Arc = Field("mountain", title="Arc", description="How energy runs through the set.")
    energy_range: EnergyRange = Field(
        EnergyRange(min=20, max=80),
        title="Energy range",
        description="Intensity, not tempo: 1–20 ambient, 21–40 relaxed, 41–60 moderate, 61–80 driving, 81–100 peak.",
    )
    energy_tolerance: int = Field(
        10, ge=1, le=20, title="Energy tolerance", description="How far a track may be off the arc."
    )
    energy_preset: EnergyPreset = Field(
        "custom",
        title="Energy preset",
        description="Narrows the range: no_slow_songs above 50, keep_it_mellow up to 50, mid_tempo_groove 60–75; "
        "bpm_ramp lets the tempo never fall.",
    )
    discovery: Percent = Field(30, title="Discovery", description="0 well-known hits, 100 deep cuts.")
    artist_diversity: Percent = Field(
        70, title="Artist diversity", description="0: one artist may fill the set; 100: each artist once."
    )
    genre_diversity: Percent = Field(
        50, title="Genre diversity", description="Under 50 limits the number of genres, over 50 demands more."
    )
    decade_spread: Percent = Field(
        50, title="Decade spread", description="Under 50 limits the number of decades, over 50 demands more."
    )
    syncopation: Percent = Field(
        50, title="Syncopation", description="Under 30 straight beats, over 70 broken and syncopated ones."
    )
    key_match: KeyMatch = Field(
        "loose",
        title="Key match",
        description="strict: neighbours on the Camelot wheel only; loose: where it costs nothing.",
    )
    transition_quality_threshold: Percent | None = Field(
        None,
        title="Transition threshold",
        description="Least score of a transition: tempo 35 %, key 35 %, energy 30 %.",
    )
    genres: list[Genre] = Field([], max_length=20, title="Genres", description="Only these; empty: any.")
    active_decades: Annotated[list[Decade], AfterValidator(unique)] = Field(
        [], max_length=18, title="Decades", description="Only songs first released in these; empty: any."
    )
    moods: Annotated[list[Mood], AfterValidator(unique)] = Field(
        [], max_length=10, title="Moods", description="How the set should feel."
    )
    avoid_artists: list[Name] = Field(
        [], max_length=100, title="Artists to avoid", description="Not as guests either. Enforced."
    )
    avoid_genres: list[Genre] = Field(
        [], max_length=50, title="Genres to avoid", description='"house" also avoids "deep house". Enforced.'
    )
    avoid_concepts: list[Name] = Field(
        [], max_length=50, title="Themes to avoid", description="Enforced in titles, asked for in lyrics."
    )
    blacklist: list[Name] = Field(
        [], max_length=100, title="Songs to avoid", description='A title, or "Artist - Title". Enforced.'
    )
    content_mode: ContentMode = Field(
        "explicit_ok",
        title="Content",
        description="clean: nothing explicit; family: only what is known not to be explicit, and fit for children.",
    )
    weighted_phrases: list[WeightedPhrase] = Field(
        [], max_length=10, title="Weighted phrases", description="What matters more, and what less."
    )
    vocal_density: VocalDensity = Field(
        VocalDensity(), title="Vocals", description="Three sliders from one kind of singing to the other."
    )
    context_tokens: ContextTokens = Field(ContextTokens(), title="Context", description="Where and when it is heard.")
    anchor_tracks: Annotated[list[AnchorTrack], AfterValidator(_no_song_twice)] = Field(
        [], max_length=5, title="Anchors", description="Songs that must be in the set."
    )
    similar_playlist: SimilarPlaylist | None = Field(
        None, title="Like another playlist", description="A playlist in words, and what should be different."
    )
    long_form_input: Annotated[str, text_up_to(2000)] | None = Field(
        None, title="More about it", description="A longer description: a scene, a memory, a story."
    )
    applied_templates: Annotated[list[Template], AfterValidator(unique)] = Field(
        [], max_length=5, title="Styles", description="Ready-made directions; several may be joined."
    )

    @property
    def track_total(self) -> int:
        """How many tracks the set has, 1–50."""
        if self.track_count is not None:
            return self.track_count
        if self.duration is not None:
            return _as_tracks(self.duration)
        return DEFAULT_TRACKS

    @property
    def energy_bounds(self) -> tuple[int, int]:
        """The energy range, narrowed by the preset."""
        low, high = _PRESET_BOUNDS[self.energy_preset]
        return max(low, self.energy_range.min), min(high, self.energy_range.max)

    @property
    def targets(self) -> list[int]:
        """The energy wanted at each position."""
        return targets(self.arc_template, self.track_total, *self.energy_bounds)

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if self.track_count is not None and self.duration is not None:
            raise ValueError("track_count and duration exclude each other: give one of them")
        return self

    @model_validator(mode="after")
    def _bounds_leave_energy(self) -> Self:
        low, high = self.energy_bounds
        if low > high:
            raise ValueError(
                f"energy_preset {self.energy_preset} and energy_range {self.energy_range.min}–{self.energy_range.max} "
                "have no energy in common; widen energy_range or take the preset custom"
            )
        return self

    @model_validator(mode="after")
    def _anchors_can_be_had(self) -> Self:
        if len(self.anchor_tracks) > self.track_total:
            raise ValueError(
                f"anchor_tracks has {len(self.anchor_tracks)} songs, but the set has {self.track_total}; "
                "name fewer, or raise track_count"
            )
        avoided = {name_key(name) for name in self.avoid_artists}
        for anchor in self.anchor_tracks:
            if name_key(anchor.artist) in avoided:
                raise ValueError(f"anchor_tracks and avoid_artists both name {anchor.artist}; drop one of them")
        return self
