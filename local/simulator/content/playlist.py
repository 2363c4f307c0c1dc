"""A playlist as a simulated model writes it: by the rules of the prompt, with a taste of its own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from local.simulator.content.catalogue import Song, songs
from local.simulator.content.rules import Rules, read, song_id
from local.simulator.content.task import Task
from local.simulator.content.taste import SUGGESTS, TASTES, Taste

# How much one thing weighs against others, in points of energy.
_NOISE = 24.0
_SUGGESTED = 14.0
_CROWDED = 60.0
_ANTIQUE = 25.0
_WRONG_TEMPO = 40.0
# Older music is for those who ask for it.
_MODERN = 1950
# One answer in so many has a track that breaks a rule on genre or decade, as models do.
_SLIPS_IN = 12

Track = dict[str, Any]


def answer(task: Task) -> Any:
    """The answer to a request for songs, or None if the task is not one."""
    items = _items(task)
    if items is None:
        return None
    value = task.filler.value(task.schema)
    known = compose(read(task.user), task.provider, task.rng)
    if task.breaks_rules and known:
        known.insert(1, known[0])
    names = task.filler.resolve(items)["properties"]
    # Properties that a song does not have, in whatever schema this is, are filled like any other.
    value["tracks"] = [
        {name: track[name] if name in track else task.filler.value(part, name) for name, part in names.items()}
        for track in known
    ]
    return value


def _items(task: Task) -> Mapping[str, Any] | None:
    """The schema of the items of `tracks`, if the answer is a list of songs."""
    resolve = task.filler.resolve
    tracks = resolve((resolve(task.schema).get("properties") or {}).get("tracks") or {})
    items: Mapping[str, Any] | None = tracks.get("items")
    if items is None or not {"artist", "title"} <= set(resolve(items).get("properties") or ()):
        return None
    return items


def compose(rules: Rules, provider: str, rng: Random) -> list[Track]:
    """As many tracks as the rules ask for, or fewer if there are no more songs; deterministic for a given `rng`."""
    taste = TASTES[provider]
    allowed = [song for song in songs() if _allowed(song, rules)]
    # What suits best first: a year is known and will be checked, a genre is a matter of opinion.
    in_decade = [song for song in allowed if not rules.decades or song.decade in rules.decades]
    wanted = [song for song in in_decade if not rules.genres or _of_genre(song, rules.genres)]
    liking = {song: _liking(song, rules, taste) + rng.random() * _NOISE for song in songs()}
    targets = _targets(rules)
    anchors = _anchors(rules, targets)
    slip = rng.randrange(len(targets)) if len(wanted) < len(allowed) and rng.randrange(_SLIPS_IN) == 0 else None
    chosen: list[Song] = []
    used: Counter[str] = Counter()
    for position, target in enumerate(targets):
        taken = {*chosen, *anchors.values()}
        song = anchors.pop(position, None)
        for candidates in (allowed if position == slip else wanted, in_decade, allowed):
            song = song or min(
                (candidate for candidate in candidates if candidate not in taken),
                key=lambda song: _cost(song, target, chosen, used, rules) - liking[song],
                default=None,
            )
        if song is None:
            break
        chosen.append(song)
        used[song.artist.casefold()] += 1
    return [_written(song, taste, provider, rng) for song in chosen]


def _allowed(song: Song, rules: Rules) -> bool:
    """Whether nothing forbids the song."""
    artist, title = song_id(song.artist, song.title)
    return not (
        (artist, title) in rules.taken
        or any(name in artist for name in rules.avoid_artists)
        or any(title in name or name in title for name in rules.avoid_titles)
        or any(concept in title for concept in rules.avoid_concepts)
        or _of_genre(song, rules.avoid_genres)
        or (rules.clean and song.explicit)
    )


def _of_genre(song: Song, genres: Sequence[str]) -> bool:
    """Whether the song's genre is one of these, also under a longer or shorter name ("deep house", "house")."""
    return any(genre in song.genre or song.genre in genre for genre in genres)


def _targets(rules: Rules) -> list[int]:
    if len(rules.targets) == rules.count:
        return list(rules.targets)
    low, high = rules.energy
    middle = max(1, rules.count - 1) / 2
    return [round(high - (high - low) * abs(position - middle) / middle / 2) for position in range(rules.count)]


def _anchors(rules: Rules, targets: Sequence[int]) -> dict[int, Song]:
    """The songs that must be in, each at the free position whose energy suits it best."""
    placed: dict[int, Song] = {}
    for song in songs():
        free = [position for position in range(len(targets)) if position not in placed]
        if song_id(song.artist, song.title) in rules.must and free:
            placed[min(free, key=lambda position: abs(targets[position] - song.energy))] = song
    return placed


def _liking(song: Song, rules: Rules, taste: Taste) -> float:
    suggested = (
        any(word in rules.words and song.genre in genres for word, genres in SUGGESTS.items())
        or song.genre in rules.words
    )
    # 0 wants hits only, 100 rarities only; at 50 it is the model's own taste that counts.
    fame = taste.fame + (50 - rules.discovery) / 5
    return (
        taste.genres.get(song.genre, 0)
        + fame * (song.fame - 2)
        + taste.newer * (song.year - 1990) / 15
        + (_SUGGESTED if suggested else 0)
        - (_ANTIQUE if song.year < _MODERN else 0)
    )


def _cost(song: Song, target: int, chosen: Sequence[Song], used: Counter[str], rules: Rules) -> float:
    """How badly the song suits this position after those chosen so far."""
    cost = 2.0 * abs(song.energy - target)
    if used[song.artist.casefold()] >= rules.per_artist:
        cost += _CROWDED
    if rules.rising_bpm and chosen and song.bpm < chosen[-1].bpm:
        cost += _WRONG_TEMPO
    return cost


def _written(song: Song, taste: Taste, provider: str, rng: Random) -> Track:
    """The song with this model's idea of its values, which is never quite another model's."""
    key = song.key
    if provider == "gemini":
        key = key.replace(" minor", "m").replace(" major", "")
    reason = rng.choice(taste.reasons).format(genre=song.genre, key=song.key, year=song.year, bpm=song.bpm)
    return {
        "artist": song.artist,
        "title": song.title,
        "duration_s": song.duration_s + rng.randint(-2, 2),
        "energy": min(100, max(1, song.energy + rng.randint(-3, 3))),
        "key": None if rng.random() < 0.04 else key,
        "bpm": song.bpm,
        "genre": song.genre,
        "year": song.year,
        "explicit": song.explicit,
        "reason": reason[0].upper() + reason[1:],
    }
