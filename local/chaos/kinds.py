"""What the bench asks for: small inputs of every kind, and in which share."""

import random
from typing import Any

from tailrace import kinds

# Of a hundred runs. A code project costs four times what the others do, so there are fewer of them.
SHARES = {"playlist": 28, "plan": 22, "vision": 20, "video": 18, "code": 12}

# Steps that a client may have made again, as ids.
REPEATABLE = {
    "plan": ("day:1", "day:2"),
    "vision": ("refine:strategy", "refine:vision", "one_pager", "qa"),
    "video": ("scene:1", "scene:3"),
    "code": (),
    "playlist": (),
}


def draw(names: list[str], runs: int, rng: random.Random) -> list[str]:
    """The kinds of so many runs in random order, each kind by its share; largest rests round up."""
    total = sum(SHARES[name] for name in names)
    counts = {name: runs * SHARES[name] // total for name in names}
    rests = sorted(names, key=lambda name: runs * SHARES[name] % total, reverse=True)
    for name in rests[: runs - sum(counts.values())]:
        counts[name] += 1
    drawn = [name for name, count in counts.items() for _ in range(count)]
    rng.shuffle(drawn)
    return drawn


def wanted(kind: str, site: str, rng: random.Random) -> dict[str, Any]:
    """A small input of this kind; `site` is the page that a video is made of."""
    first: dict[str, Any] = kinds.load(kind).input_model.model_json_schema()["examples"][0]
    match kind:
        case "playlist":
            return {"prompt": "Late-night drive through the city", "track_count": rng.randint(3, 5)}
        case "plan":
            return {**first, "duration": {"unit": "days", "value": rng.randint(2, 3)}}
        case "video":
            return {"url": site, "duration_seconds": rng.choice((10, 15))}
        case "code":
            return {**first, "framework": rng.choice(("fastapi", "express"))}
    return first
