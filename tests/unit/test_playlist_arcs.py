"""Arcs and transitions: the numbers of the domain."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.playlist.arcs import CURVES, Arc, targets
from tailrace.kinds.playlist.track import Track
from tailrace.kinds.playlist.transitions import energy_quality, tempo_difference, tempo_score, transition

ENERGY = st.integers(1, 100)
BPM = st.none() | st.floats(60, 200).map(lambda x: round(x, 1))
CODE = st.none() | st.builds(lambda n, letter: f"{n}{letter}", st.integers(1, 12), st.sampled_from("AB"))


def track(energy: int = 50, bpm: float | None = 120, camelot: str | None = "8A") -> Track:
    return Track(
        artist="A", title="T", duration_s=200, energy=energy, key=None, camelot=camelot, bpm=bpm, genre="house",
        year=2000, explicit=False, reason="", target_energy=50, transition=None, warnings=[],
    )  # fmt: skip


def test_there_are_twelve_arcs_of_ten_points() -> None:
    assert set(CURVES) == set(get_args(Arc))
    assert len(CURVES) == 12
    assert {len(curve) for curve in CURVES.values()} == {10}
    assert len(set(CURVES.values())) == 12


@pytest.mark.parametrize(
    ("arc", "shape"),
    [
        ("mountain", (30, 100, 25)),
        ("slow_burn", (20, 100, 100)),
        ("descent", (100, 100, 20)),
        ("late_night", (65, 90, 90)),
        ("explosive_start", (100, 100, 30)),
        ("tension_release", (50, 100, 40)),
        ("festival_closer", (40, 100, 100)),
    ],
)
def test_first_highest_last(arc: Arc, shape: tuple[int, int, int]) -> None:
    curve = CURVES[arc]
    assert (curve[0], max(curve), curve[-1]) == shape


def test_ranges_of_the_others() -> None:
    def ends(arc: Arc) -> tuple[int, int]:
        return min(CURVES[arc]), max(CURVES[arc])

    assert ends("rollercoaster") == (45, 100)
    assert ends("wave") == (55, 95)
    assert ends("steady") == (75, 75)
    assert ends("chill") == (35, 45)
    assert [i for i in range(1, 9) if CURVES["double_peak"][i] == 95] == [2, 7]


@given(st.sampled_from(get_args(Arc)), st.integers(1, 50), ENERGY, ENERGY)
def test_targets_have_the_length_and_stay_in_the_range(arc: Arc, count: int, one: int, other: int) -> None:
    low, high = sorted((one, other))
    values = targets(arc, count, low, high)
    assert len(values) == count
    assert all(low <= value <= high for value in values)


@given(st.sampled_from(get_args(Arc)), st.integers(2, 50))
def test_targets_begin_and_end_like_the_arc(arc: Arc, count: int) -> None:
    values = targets(arc, count, 0, 100)
    assert (values[0], values[-1]) == (CURVES[arc][0], CURVES[arc][-1])


@given(st.sampled_from(get_args(Arc)))
def test_ten_tracks_are_the_curve_itself(arc: Arc) -> None:
    assert tuple(targets(arc, 10, 0, 100)) == CURVES[arc]


@given(ENERGY, ENERGY, BPM, BPM, CODE, CODE, st.integers(1, 20))
def test_transitions_are_in_range_and_symmetric(
    e1: int, e2: int, b1: float | None, b2: float | None, k1: str | None, k2: str | None, tolerance: int
) -> None:
    one, other = track(e1, b1, k1), track(e2, b2, k2)
    there, back = transition(one, other, tolerance), transition(other, one, tolerance)
    assert 0 <= there.score <= 100
    assert 5 <= there.crossfade_s <= 30
    assert there.duration_beats in (4, 8, 16, 32)
    assert there.energy_gap == abs(e1 - e2)
    assert (there.bpm_difference is None) == (b1 is None or b2 is None)
    for field in ("quality", "score", "key_compatibility", "bpm_difference", "energy_gap"):
        assert getattr(there, field) == getattr(back, field)


@given(ENERGY, ENERGY, ENERGY)
def test_a_smaller_gap_never_scores_less(at: int, near: int, far: int) -> None:
    near, far = sorted((near, far), key=lambda energy: abs(energy - at))
    assert transition(track(at), track(near), 10).score >= transition(track(at), track(far), 10).score


@pytest.mark.parametrize(
    ("gap", "tolerance", "quality"),
    [(5, 1, "excellent"), (6, 1, "good"), (10, 20, "excellent"), (11, 20, "good"), (11, 10, "fair"), (20, 10, "fair"),
     (21, 10, "poor"), (21, 20, "fair"), (30, 20, "fair"), (31, 20, "poor")],
)  # fmt: skip
def test_energy_bands(gap: int, tolerance: int, quality: str) -> None:
    assert energy_quality(gap, tolerance) == quality


@pytest.mark.parametrize(
    ("one", "other", "difference", "score"),
    [(120, 122, 2, 100), (120, 125, 5, 85), (120, 130, 10, 70), (120, 135, 15, 50), (100, 120, 20, 30),
     (100, 125, 25, 10), (70, 140, 0, 100), (140, 71, 2, 100), (None, 120, None, 50)],
)  # fmt: skip
def test_tempo(one: float | None, other: float | None, difference: float | None, score: int) -> None:
    assert tempo_difference(one, other) == difference
    assert tempo_score(difference) == score


def test_the_score_weighs_tempo_key_and_energy() -> None:
    same = transition(track(), track(), 10)
    assert (same.score, same.quality, same.type, same.duration_beats) == (100, "excellent", "blend", 32)
    far = transition(track(20, 100, "8A"), track(90, 125, "2A"), 10)
    assert far.score == round(0.35 * 10 + 0.35 * 20)
    assert (far.quality, far.type) == ("poor", "cut")
    assert transition(track(90), track(20), 10).type == "fade"


def test_what_is_unknown_is_called_unknown_and_never_blended() -> None:
    link = transition(track(50, None, None), track(50, 120, "8A"), 10)
    assert (link.key_compatibility, link.bpm_difference, link.type) == ("unknown", None, "crossfade")
    assert link.score < 100
