"""The rules of a framework's sections, and what code mends by itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.vision.figures import invented, without_invented
from tailrace.kinds.vision.horizons import CADENCES, HORIZONS, cadence, horizon
from tailrace.kinds.vision.input import VisionInput, own_words
from tailrace.kinds.vision.markdown import nested
from tailrace.kinds.vision.mending import mend
from tailrace.kinds.vision.page import word_count
from tailrace.kinds.vision.placeholders import placeholders
from tailrace.kinds.vision.repair import repair, shorten
from tailrace.kinds.vision.rules import RULES, ListRule, TextRule, check, few
from tailrace.kinds.vision.runway import runway
from tailrace.kinds.vision.sections import FRAMEWORK as NAMES
from tailrace.kinds.vision.words import sentences, shared, words
from tailrace.validation import ValidationProgress
from tests.unit.vision_texts import EXAMPLE, FRAMEWORK

SAID = own_words(VisionInput.model_validate(EXAMPLE))


def broken(section: str, content: Any) -> list[str]:
    return [f"{found.path} {found.message}" for found in check(section, content, SAID)]


def bet(**changes: str) -> dict[str, str]:
    return {**FRAMEWORK["near_term_bets"][0], **changes}


def metric(**changes: str) -> dict[str, str]:
    return {**FRAMEWORK["metrics"][0], **changes}


@pytest.mark.parametrize("section", NAMES)
def test_a_good_section_keeps_its_rules_and_is_left_alone(section: str) -> None:
    assert broken(section, FRAMEWORK[section]) == []
    assert repair(section, FRAMEWORK[section]) == (FRAMEWORK[section], [])


@pytest.mark.parametrize(
    ("section", "content", "where", "what"),
    [
        ("vision", "One sentence alone is not enough.", "vision", "has 1 sentences, not 2 to 3"),
        ("vision", "It is. It was. It will. It does.", "vision", "has 4 sentences"),
        ("vision", "A b. C d.", "vision", "has 9 characters, not 20 to 500"),
        ("strategy", ["Win single bakeries first"], "strategy", "has 1 items, not 2 to 5"),
        ("strategy", ["Short", *FRAMEWORK["strategy"]], "strategy.0", "has 5 characters, not 10 to 300"),
        (
            "operating_principles",
            FRAMEWORK["operating_principles"][:2],
            "operating_principles",
            "has 2 items, not 3 to 7",
        ),
        ("near_term_bets", [bet()], "near_term_bets", "has 1 items, not 2 to 8"),
        (
            "near_term_bets",
            [bet(), bet(horizon="next spring")],
            "near_term_bets.1.horizon",
            "is 'next spring', not one",
        ),
        ("near_term_bets", [bet(), bet(owner="")], "near_term_bets.1.owner", "has 0 characters, not 1 to 100"),
        ("near_term_bets", [bet(), bet(measure="10")], "near_term_bets.1.measure", "has 2 characters, not 5 to 200"),
        ("near_term_bets", [bet(), bet(owner="TBD")], "near_term_bets.1.owner", "holds the placeholder 'TBD'"),
        ("metrics", FRAMEWORK["metrics"][:2], "metrics", "has 2 items, not 3 to 12"),
        ("metrics", [metric(cadence="yearly")] * 3, "metrics.0.cadence", "is 'yearly', not one of daily"),
        ("tensions", ["Quantum gravity against astrology"], "tensions.0", "is not about anything that the answers say"),
        ("founder_brief", "Too few words to be a story.", "founder_brief", "not 40 to 700"),
    ],
)
def test_what_breaks_a_rule_is_found_at_its_place(section: str, content: Any, where: str, what: str) -> None:
    assert any(found.startswith(where) and what in found for found in broken(section, content))


def test_no_tension_is_a_good_answer() -> None:
    assert broken("tensions", []) == []


@pytest.mark.parametrize(
    ("section", "content", "mended", "note"),
    [
        ("near_term_bets", [bet(horizon="Q3 2027")], [bet(horizon="Q3")], "was 'Q3 2027', is Q3"),
        ("near_term_bets", [bet(horizon="third quarter")], [bet(horizon="Q3")], "is Q3"),
        ("near_term_bets", [bet(horizon="within 6 months")], [bet(horizon="6mo")], "is 6mo"),
        ("metrics", [metric(cadence="every week")], [metric(cadence="weekly")], "was 'every week', is weekly"),
        ("metrics", [metric(), metric(target="other")], [metric()], "says the same as one before"),
        ("strategy", ["- Bake  what\nis sold"], ["Bake what is sold"], None),
        ("strategy", ["Bake what is sold", "bake, what is SOLD!"], ["Bake what is sold"], "says the same"),
        ("strategy", [" ", "Bake what is sold"], ["Bake what is sold"], "it was empty"),
        (
            "vision",
            "One is here. Two is here. Three is here. Four.",
            "One is here. Two is here. Three is here.",
            "3 of 4",
        ),
    ],
)
def test_what_code_can_mend_is_mended_and_told(section: str, content: Any, mended: Any, note: str | None) -> None:
    found, notes = repair(section, content)
    assert found == mended
    assert [note in told.message for told in notes if note] == ([True] if note else [])


def test_too_many_items_are_cut_from_the_end_and_told() -> None:
    items = [f"Choice number {n} of the bakery" for n in range(8)]
    found, notes = repair("strategy", items)
    assert found == items[:5]
    assert [note.path for note in notes] == ["strategy.5", "strategy.6", "strategy.7"]


def test_a_text_that_is_too_long_ends_at_a_sentence_if_that_keeps_half_of_it_else_at_a_word() -> None:
    two = "The first sentence says nearly everything there is. The second one is far too long to stay here."
    assert shorten(two, 60) == "The first sentence says nearly everything there is."
    assert shorten("Alpha. " + "beta " * 20, 30) == "Alpha. beta beta beta beta…"
    assert shorten("x" * 50, 20) == "x" * 19 + "…"


# Pieces that texts of models are made of, so that the interesting cases are met.
TEXTS = st.lists(
    st.sampled_from(
        ["bread", "Bakers decide.", "- ", "1. ", "\n", "…", "TBD", "e.g.", "Why?", "面包。", "[x]", "a" * 120, " "]
    ),
    max_size=12,
).map(" ".join) | st.text(max_size=40)
HORIZON_TEXTS = st.sampled_from([*HORIZONS, "Q3 2027", "next spring", "half a year", "", "the year"])
CADENCE_TEXTS = st.sampled_from([*CADENCES, "every week", "yearly", "once"])
BETS = st.fixed_dictionaries({"bet": TEXTS, "owner": TEXTS, "horizon": HORIZON_TEXTS, "measure": TEXTS})
METRICS = st.fixed_dictionaries({"name": TEXTS, "target": TEXTS, "cadence": CADENCE_TEXTS})
CONTENTS = st.one_of(
    st.tuples(st.sampled_from(["vision", "founder_brief"]), TEXTS),
    st.tuples(st.sampled_from(["strategy", "operating_principles", "tensions"]), st.lists(TEXTS, max_size=14)),
    st.tuples(st.just("near_term_bets"), st.lists(BETS, max_size=10)),
    st.tuples(st.just("metrics"), st.lists(METRICS, max_size=14)),
)


@given(CONTENTS)
def test_what_is_repaired_keeps_the_rules_or_is_reported_and_is_never_repaired_twice(case: tuple[str, Any]) -> None:
    section, content = case
    mended, _ = repair(section, content)
    assert repair(section, mended) == (mended, [])
    assert bool(check(section, mended, SAID)) == (not _kept(section, mended))


def _kept(section: str, content: Any) -> bool:
    """The rules once more, by hand."""
    rule = RULES[section]
    texts = (
        [content]
        if isinstance(content, str)
        else [t for i in content for t in (i.values() if isinstance(i, dict) else [i])]
    )
    if any(placeholders(text) for text in texts):
        return False
    if isinstance(rule, TextRule):
        in_sentences = rule.sentences is None or rule.sentences[0] <= len(sentences(content)) <= rule.sentences[1]
        in_words = rule.words is None or rule.words[0] <= len(words(content)) <= rule.words[1]
        return in_sentences and in_words and rule.characters[0] <= len(content) <= rule.characters[1]
    assert isinstance(rule, ListRule)
    if not rule.items[0] <= len(content) <= rule.items[1]:
        return False
    for item in content:
        for name, text in item.items() if isinstance(item, dict) else (("", item),):
            allowed = {"horizon": HORIZONS, "cadence": CADENCES}.get(name)
            least, most = rule.fields[name]
            if (text not in allowed) if allowed else not least <= len(text) <= most:
                return False
    return section != "tensions" or all(shared(item, SAID) != 0 for item in content)


@given(CONTENTS)
def test_a_repair_makes_no_text_longer_and_no_list_either(case: tuple[str, Any]) -> None:
    section, content = case
    mended, _ = repair(section, content)
    assert len(mended) <= len(content)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("q4", "Q4"),
        ("H1 2027", "H1"),
        ("first half", "H1"),
        ("12 months", "12mo"),
        ("one year", "12mo"),
        ("6 mo.", "6mo"),
        ("by the end of Q2", "Q2"),
        ("next spring", "next spring"),
        ("3 months", "3 months"),
        ("Q1/Q2", "Q1/Q2"),
        ("", ""),
    ],
)
def test_a_horizon_is_mapped_only_where_it_means_just_that(written: str, meant: str) -> None:
    assert horizon(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Monthly", "monthly"),
        ("each quarter", "quarterly"),
        ("per day", "daily"),
        ("at launch", "milestone"),
        ("yearly", "yearly"),
        ("every two weeks", "every two weeks"),
    ],
)
def test_a_cadence_is_mapped_only_where_it_means_just_that(written: str, meant: str) -> None:
    assert cadence(written) == meant


@pytest.mark.parametrize("allowed", [*HORIZONS, *CADENCES])
def test_allowed_words_stay(allowed: str) -> None:
    assert allowed in (horizon(allowed), cadence(allowed))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Revenue TBD", ["TBD"]),
        ("Dear [name], [company]", ["[name]", "[company]"]),
        ("See [our page](https://example.com)", []),
        ("grow by XX% to XXX", ["XX", "XXX"]),
        ("{{company}} and <company name>", ["{{company}}", "<company name>"]),
        ("____ and ???", ["____", "???"]),
        ("Lorem ipsum dolor", ["Lorem ipsum"]),
        ("We ship the XL size to your company's door in 2027?", []),
        ("Todo el pan, toda la vida", []),
        ("TODO: ask", ["TODO"]),
        ("We help your company to grow", []),
        ("by [your company name] or insert company", ["[your company name]", "insert company"]),
    ],
)
def test_placeholders_are_found(text: str, found: list[str]) -> None:
    assert placeholders(text) == found


def test_a_companys_name_is_no_placeholder() -> None:
    assert placeholders("XX Labs grows", "XX Labs") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We bake, e.g. bread. We sell it.", 2),
        ("U.S. bakeries come first. Then others!", 2),
        ("Why? Because.", 2),
        ("It costs 3.5 euros a day", 1),
        ("“Bread.” Nothing else.", 2),
        ("我们烤面包。人们吃面包。", 2),
        ("हम रोटी बचाते हैं। कोई रोटी फेंकी नहीं जाती।", 2),
        ("ہم روٹی بچاتے ہیں\u06d4 کیوں؟", 2),
        ("", 0),
    ],
)
def test_sentences_are_counted_as_people_do(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_words_of_scripts_without_spaces_are_their_characters() -> None:
    assert words("我们 bake it's") == ["我", "们", "bake", "it's"]


@pytest.mark.parametrize(
    "text", ["हम रोटी बचाते हैं", "نحن لا نَرمي الخبز", "우리는 빵을 버리지 않는다", "żadnego dobrego chleba więcej"]
)
def test_words_are_whole_in_every_script_with_spaces(text: str) -> None:
    assert words(text) == text.split()


def test_endings_do_not_hide_what_a_korean_text_is_about() -> None:
    assert check("tensions", ["빵집을 늘리는 것과 빵집을 아끼는 것"], "작은 빵집이 빵을 버리지 않게 한다") == []


# Nothing but one of these, as long as an answer may get: what takes quadratic time shows here as minutes.
@pytest.mark.parametrize("piece", ["[", "{{", "<name ", "\n", "1. ", "e.g. ", "x. ", "9 ", "12.", "**", "  "])
def test_no_text_takes_long_to_look_at(piece: str) -> None:
    text = (piece * 40_000)[:40_000]
    said = "12 bakeries, " * 2500
    placeholders(text)
    without_invented(text, said)
    invented(text, said)
    word_count(text)
    repair("vision", text)
    nested(text, 2)
    runway(text[:4000])


def test_findings_fit_into_an_event_however_many_there_are() -> None:
    mended = mend("strategy", [""] * 8000, SAID)
    (told,) = (draft.data for draft in mended.drafts(before=mended.content))
    assert isinstance(told, ValidationProgress)
    found = mend("strategy", ["Bake what is sold " + "TBD " * 30] * 2 + ["x"] * 9000, SAID)
    assert len(told.model_dump_json()) < 10_000
    assert len(few(check("metrics", [metric(cadence="x" * 99)] * 9000, SAID))) == 21
    assert found.findings


def test_shared_words_say_how_much_of_a_text_the_founder_used() -> None:
    assert shared("Bakers throw bread around", "bread that a baker throws away") == 0.75
    assert shared("of the", "of the") is None
