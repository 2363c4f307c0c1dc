"""What is passed on of a provider's own words."""

import pytest

from tailrace.providers.failures import EXCERPT, excerpt

KEY = "sk-" + "a1b2c3d4" * 5


@pytest.mark.parametrize("text", ["a" * 3_000_000, "a-" * 1_500_000, "a " * 1_500_000, f"{'<p>' * 1_000_000}{KEY}"])
def test_a_megabyte_of_an_answer_is_looked_at_no_longer_than_a_line(text: str) -> None:
    shown = excerpt(text)
    assert 0 < len(shown) <= EXCERPT
    assert shown.endswith("…")


@pytest.mark.parametrize("before", range(1940, 2001, 5))
def test_half_a_key_is_not_shown_either(before: int) -> None:
    # Addresses with passwords shrink when they are redacted, so that the end of what is looked at comes into view.
    filler = f"https://{'p' * 70}@h " * (before // 81)
    text = filler + "x " * ((before - len(filler)) // 2) + KEY + " tail" * 200
    assert KEY[:6] not in excerpt(text)
    assert KEY[-6:] not in excerpt(text)
