"""When two songs are the same song; musical keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.playlist.keys import camelot, compatibility
from tailrace.kinds.playlist.songs import contains_words, credited, name_key, song_key

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäéøñ", min_size=2, max_size=8)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
CODES = [f"{n}{letter}" for n in range(1, 13) for letter in "AB"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Daft Punk", "Get Lucky"),
            ("Daft Punk feat. Pharrell Williams", "Get Lucky (feat. Nile Rodgers) - Radio Edit"),
        ),
        (("Beyoncé", "Déjà Vu"), ("BEYONCE", "deja vu")),
        (("Beyoncé", "Déjà Vu"), ("Beyoncé", "Déjà Vu ft. Jay-Z")),
        (("The Beatles", "Come Together"), ("Beatles", "Come Together - Remastered 2009")),
        (("Guns N' Roses", "Sweet Child O' Mine"), ("Guns and Roses", "Sweet Child O’ Mine [2022 Remaster]")),
        (("AC/DC", "T.N.T."), ("ACDC", "TNT")),
        (("Simon & Garfunkel", "The Boxer"), ("Simon and Garfunkel", "Boxer")),
        (("Queen", "Radio Ga Ga (Live at Wembley)"), ("Queen", "Radio Ga Ga - Single Version")),
        (("Björk", "Jóga"), ("Bjork", "Joga (2015 Digital Remaster)")),
        (("坂本龍一", "\uff25nergy Flow"), ("坂本龍一", "energy flow")),
    ],
)
def test_spellings_of_one_song_are_the_same(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert song_key(*one) == song_key(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("New Order", "Blue Monday"), ("New Order", "Blue Monday (Hardfloor Remix)")),
        (("Adele", "Hello"), ("Lionel Richie", "Hello")),
        (("The The", "This Is the Day"), ("", "This Is the Day")),
        (("Oasis", "Live Forever"), ("Oasis", "Forever")),
        (("宇多田ヒカル", "が"), ("宇多田ヒカル", "か")),
        (("!!!", "???"), ("!!!", "!?")),
    ],
)
def test_other_songs_are_others(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert song_key(*one) != song_key(*other)


@given(NAME, NAME, NAME)
def test_case_guests_and_remasters_do_not_matter(artist: str, title: str, guest: str) -> None:
    key = song_key(artist, title)
    assert song_key(artist.upper(), title.title()) == key
    assert song_key(f"{artist} feat. {guest}", f"{title} (ft. {guest})") == key
    assert song_key(f"  {artist}!", f"{title} - Remastered 2011") == key


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_a_key_that_spells_itself(artist: str, title: str) -> None:
    assert song_key(artist, title) == song_key(artist, title)
    assert name_key(name_key(artist)) == name_key(artist) or name_key(artist).startswith(("the", "and"))


def test_everyone_credited_is_found() -> None:
    names = credited("Calvin Harris & Dua Lipa feat. Young Thug", "One Kiss (with Pharrell & Nas)")
    assert {"calvinharris", "dualipa", "youngthug", "pharrell", "nas"} <= names
    assert name_key("Earth, Wind & Fire") in credited("Earth, Wind & Fire", "September")


def test_words_count_whole() -> None:
    assert contains_words("Deep House", "house")
    assert not contains_words("Lighthouse pop", "house")
    assert not contains_words("House", "")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("A minor", "8A"), ("Am", "8A"), ("8A", "8A"), ("08b", "8B"), ("C", "8B"), ("C Major", "8B"), ("F♯ min", "11A"),
        ("F#m", "11A"), ("Gb minor", "11A"), ("Db major", "3B"), ("D♭ maj", "3B"), ("C# major", "3B"),
        ("E-flat minor", "2A"),
        ("B flat", "6B"), ("a-moll", "8A"), ("AM", "11B"), ("G sharp minor", "1A"), ("Cb", "1B"),
        ("H", None), ("13A", None), ("0A", None), ("a", None), ("A dorian", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_keys_in_many_spellings(written: str | None, code: str | None) -> None:
    assert camelot(written) == code


def test_all_24_keys_have_codes_of_their_own() -> None:
    notes = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"]
    assert sorted(camelot(f"{n} {mode}") or "" for n in notes for mode in ("major", "minor")) == sorted(CODES)


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_compatibility_is_symmetric(one: str, other: str) -> None:
    assert compatibility(one, other) == compatibility(other, one)
    assert (compatibility(one, other) == "perfect") == (one == other)


@pytest.mark.parametrize(
    ("other", "how"),
    [("8A", "perfect"), ("9A", "compatible"), ("7A", "compatible"), ("8B", "compatible"), ("10A", "warning"),
     ("9B", "warning"), ("11A", "clash"), ("10B", "clash"), ("2A", "clash"), (None, "unknown")],
)  # fmt: skip
def test_steps_on_the_wheel(other: str | None, how: str) -> None:
    assert compatibility("8A", other) == how


def test_the_wheel_closes() -> None:
    assert compatibility("12A", "1A") == "compatible"
    assert compatibility("12B", "2B") == "warning"
