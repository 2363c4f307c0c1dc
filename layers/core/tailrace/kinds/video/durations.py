"""Frames: how the time of a video is shared among its scenes, to the last frame."""

from collections.abc import Sequence

WIDTH, HEIGHT, FPS = 1920, 1080, 30
# A second and a half: less can't be read.
SHORTEST = 45


def share(total: int, weights: Sequence[int]) -> list[int]:
    """`total` frames by weight, at least `SHORTEST` for each scene; they add up to `total` exactly.

    Where there are too few frames for that, all scenes are equally long. What rounding leaves goes to the last scene.
    Raises `ValueError` if there is no scene, or not even a frame for each.
    """
    count = len(weights)
    if not count or total < count:
        raise ValueError(f"{total} frames cannot be shared among {count} scenes")
    if total < count * SHORTEST:
        return _rounded(total, [total / count] * count)
    # A scene that its weight would make too short gets the least, and the others share what that leaves; once more
    # for those that are too short then.
    least: set[int] = set()
    while True:
        free = total - SHORTEST * len(least)
        weight = sum(w for i, w in enumerate(weights) if i not in least)
        frames = [SHORTEST if i in least else free * w / weight for i, w in enumerate(weights)]
        short = {i for i, f in enumerate(frames) if f < SHORTEST}
        if not short:
            return _rounded(total, frames)
        least |= short


def _rounded(total: int, frames: Sequence[float]) -> list[int]:
    # A hair is added, so that 90 is not 89 after a division that has no end.
    whole = [int(f + 1e-9) for f in frames]
    whole[-1] += total - sum(whole)
    return whole
