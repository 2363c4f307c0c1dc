"""Which songs each simulated model likes, and which words of a request make it think of which music."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Taste:
    """`genres`: how much it likes some; `fame`: its pull towards hits (positive) or rarities; `newer`: likewise
    towards new music. All in points of energy, the unit in which songs are compared."""

    genres: Mapping[str, float]
    fame: float
    newer: float
    reasons: tuple[str, ...]


TASTES: Mapping[str, Taste] = {
    "openai": Taste(
        {"pop": 6, "rock": 5, "hip-hop": 4, "r&b": 3, "synthpop": 3},
        fame=5,
        newer=1,
        reasons=(
            "A familiar {genre} anchor that keeps the energy where it should be.",
            "Its {key} groove carries the set forward.",
            "A crowd favourite from {year} that fits the mood.",
            "Steady at {bpm} BPM, an easy bridge to what follows.",
        ),
    ),
    "anthropic": Taste(
        {"jazz": 6, "soul": 6, "indie": 4, "folk": 4, "trip-hop": 4, "downtempo": 3},
        fame=-2,
        newer=-1,
        reasons=(
            "Warm, patient {genre} that gives this moment some depth.",
            "A less obvious choice from {year}, and all the better here for it.",
            "The {key} harmony answers the track before without repeating it.",
            "It holds back just enough at this point of the arc.",
        ),
    ),
    "gemini": Taste(
        {"electronic": 6, "house": 5, "afrobeat": 5, "latin": 5, "techno": 4, "disco": 4},
        fame=2,
        newer=3,
        reasons=(
            "{genre} at {bpm} BPM that matches the target energy.",
            "Released in {year}; adds a different region and texture.",
            "Compatible in key ({key}) with its neighbours.",
            "Strong rhythm, suited to this position.",
        ),
    ),
}

# Words of a request, and the genres that they suggest.
SUGGESTS: Mapping[str, tuple[str, ...]] = {
    "synth": ("synthpop", "electronic"),
    "neon": ("synthpop",),
    "80s": ("synthpop", "pop"),
    "drive": ("synthpop", "rock", "electronic"),
    "night": ("electronic", "trip-hop", "house"),
    "club": ("house", "techno"),
    "danc": ("house", "disco", "pop"),
    "party": ("disco", "pop", "funk", "house"),
    "rooftop": ("house", "disco", "funk"),
    "summer": ("latin", "disco", "reggae"),
    "beach": ("reggae", "latin", "house"),
    "run": ("electronic", "drum and bass", "hip-hop"),
    "workout": ("electronic", "hip-hop", "metal"),
    "study": ("downtempo", "ambient", "jazz"),
    "focus": ("ambient", "downtempo", "electronic"),
    "sleep": ("ambient",),
    "dinner": ("jazz", "soul", "latin"),
    "cook": ("soul", "funk", "latin"),
    "coffee": ("jazz", "folk", "downtempo"),
    "rain": ("trip-hop", "folk", "jazz"),
    "chill": ("downtempo", "trip-hop", "soul"),
    "romantic": ("soul", "r&b"),
    "guitar": ("rock", "indie", "folk"),
}
