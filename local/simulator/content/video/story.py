"""A story as a simulated model writes it: from what the page and the client say, and general where they say nothing."""

from collections.abc import Mapping
from typing import Any

from local.simulator.content.task import Task
from local.simulator.content.video.read import Beat, beats, fence

# By role, how each model begins a scene's sentence; `{name}` is the brand's.
_LINES: Mapping[str, tuple[str, str, str]] = {
    "problem": ("Every day starts with it.", "You know this one.", "It costs you the good hours."),
    "hook": ("What if it took care of itself?", "Remember why you started?", "There is a calmer way."),
    "impact": ("And it adds up, week after week.", "The work waits, and so do people.", "Good days slip away."),
    "discovery": ("Then there is {name}.", "Meet {name}.", "This is {name}."),
    "logo": ("This is {name}.", "{name}.", "Say hello to {name}."),
    "tagline": ("In its own words.", "One promise, kept.", "That is the idea."),
    "solution": ("{name} takes it from here.", "With {name} it falls into place.", "{name} does it for you."),
    "transformation": ("Piece by piece, the day gets lighter.", "What was hard becomes simple.", "Watch it change."),
    "feature": ("It simply works.", "Made with care.", "No extra step."),
    "benefit": ("So you can do what you came for.", "Less to think about.", "More room for the work."),
    "triumph": ("And it shows.", "This is what it feels like.", "People stay with it."),
    "proof": ("And it shows.", "They said it themselves.", "Proven, not promised."),
    "invitation": ("Your turn.", "Come and see.", "Start where you are."),
    "cta": ("Your turn.", "Come and see.", "Start where you are."),
}
_PROVIDERS = ("openai", "anthropic", "gemini")
_TITLE_WORDS, _LONGEST = 10, 60


def write(task: Task) -> dict[str, Any]:
    """The words of all scenes; one too few where the answer is to break the rules."""
    brand, client = fence(task.user, "brand"), fence(task.user, "client")
    name = _short(brand.get("name") or brand.get("site") or "The answer", 4)
    wanted = beats(task.user)
    written = []
    for beat in wanted[:-1] if task.breaks_rules else wanted:
        first = _PROVIDERS.index(task.provider) + task.rng.randrange(2)
        written.append({"title": _title(beat, brand, client, name), "narrative": _sentence(beat, first, name)})
    return {"scenes": written}


def _sentence(beat: Beat, first: int, name: str) -> str:
    """The first line of the role's, from `first` on, that has no more words than there is time for."""
    lines = [_LINES[beat.role][(first + step) % 3].format(name=name) for step in range(3)]
    fitting = [line for line in lines if len(line.split()) <= beat.words]
    return fitting[0] if fitting else _short(lines[0], beat.words)


def _title(beat: Beat, brand: Mapping[str, Any], client: Mapping[str, Any], name: str) -> str:
    own = brand.get("headline") or brand.get("tagline") or name
    match beat.role:
        case "problem":
            known = client.get("problem") or brand.get("problem") or "There must be a better way"
        case "hook":
            known = "What if it were easy?"
        case "impact":
            known = "Meanwhile, the real work waits"
        case "tagline":
            known = brand.get("tagline") or own
        case "feature" | "benefit":
            known = (beat.topic or {}).get("title") or own
        case "transformation":
            known = _first(brand.get("features"), "title") or own
        case "solution":
            known = brand.get("solution") or own
        case "triumph" | "proof":
            known = _proven(brand.get("proof") or {}) or own
        case "invitation" | "cta":
            visit = f"Visit {brand['site']}" if "site" in brand else "See for yourself"
            known = next(iter(brand.get("calls_to_action") or ()), visit)
        case _:
            known = name
    return _short(str(known), _TITLE_WORDS)


def _proven(proof: Mapping[str, Any]) -> str | None:
    if stats := proof.get("stats"):
        return str(stats[0])
    if rating := proof.get("rating"):
        return f"Rated {rating['value']}"
    return _first(proof.get("quotes"), "quote") or (f"Trusted by {proof['customers'][0]}" if proof else None)


def _first(values: list[dict[str, Any]] | None, field: str) -> str | None:
    return str(values[0][field]) if values else None


def _short(text: str, words: int) -> str:
    """The first words of a text; a title has no room for more."""
    line = " ".join(text.split()[:words])
    while len(line) > _LONGEST and " " in line:
        line = line.rpartition(" ")[0]
    return line[:_LONGEST].rstrip(" ,;:–-")
