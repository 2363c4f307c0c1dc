"""A plan as Markdown that reads and prints well: what it rests on, then a section a day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# What could begin or end something in Markdown or HTML, in a text that a model or a client wrote.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")
_LEADING = re.compile(r"^(\d*)([-+=.)])")
_SLOTS = {"breakfast": "Breakfast", "lunch": "Lunch", "dinner": "Dinner", "snack": "Snack"}


def document(parts: Mapping[str, Any]) -> str:
    """The whole plan; days that are not there are named."""
    days = (line for day in parts["days"] for line in _day(day, parts["show_figures"]))
    return "\n".join([*_head(parts), *days, *_verified(parts)]) + "\n"


def _head(parts: Mapping[str, Any]) -> Iterator[str]:
    days, targets, figures = parts["days"], parts["targets"], parts["show_figures"]
    missing = [str(day["day"]) for day in days if not day["content"]]
    yield f"# {_text(parts['title'])}"
    yield ""
    yield f"> {parts['disclaimer']}"
    yield ""
    for warning in parts["warnings"]:
        yield f"> **Note:** {_text(warning['message'])}"
        yield ""
    if missing:
        yield f"> **Not complete:** day {', '.join(missing)} of {len(days)} is not there."
        yield ""
    yield from _table(
        ("A day", "Target"),
        [
            *(_nutrients(targets) if figures else ()),
            ("Water", f"{targets['water_ml']} ml"),
            ("Sleep", f"{targets['sleep_hours']:g} h"),
        ],
    )
    rows = [
        (str(week["week"]), str(week["active_days"]), f"{week['movement_minutes']} min{' (easier)' * week['deload']}")
        for week in targets["weeks"]
    ]
    yield from _table(("Week", "Active days", "Movement"), rows)


def _nutrients(targets: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Energy", f"{targets['calories_kcal']} kcal"
    for title, field in (("Protein", "protein_g"), ("Carbohydrate", "carbs_g"), ("Fat", "fat_g"), ("Fibre", "fibre_g")):
        yield title, f"{targets[field]} g"


def _day(day: Mapping[str, Any], figures: bool) -> Iterator[str]:
    yield f"## Day {day['day']}: {_text(day['theme'])}"
    yield ""
    if not day["content"]:
        yield "This day is not there yet."
        yield ""
        return
    content = day["content"]
    totals = content["totals"]
    eaten = f" · {totals['kcal']} kcal · {totals['protein_g']:g} g protein" if figures else ""
    yield f"{_text(day['focus'])}{eaten} · {totals['movement_minutes']} min movement"
    yield ""
    for warning in day["warnings"]:
        yield f"> {_words(warning['code'])}: {_text(warning['message'])}"
        yield ""
    yield from _morning(content["morning"])
    yield from (line for meal in content["meals"] for line in _meal(meal, figures))
    yield from (line for activity in content["activities"] for line in _activity(activity))
    yield from _evening(content["evening"])


def _morning(morning: Mapping[str, Any]) -> Iterator[str]:
    yield "### Morning"
    yield ""
    yield f"Up at {_text(morning['wake_time'])}, {morning['hydration_ml']} ml of water."
    yield ""
    yield from _bullets(morning["affirmations"])
    for practice in morning["practices"]:
        yield f"**{_text(practice['name'])}** ({practice['minutes']} min)"
        yield ""
        yield from _numbered(practice["steps"])


def _meal(meal: Mapping[str, Any], figures: bool) -> Iterator[str]:
    yield f"### {_SLOTS[meal['slot']]}: {_text(meal['name'])}"
    yield ""
    contains = f" · contains {', '.join(meal['contains'])}" if meal["contains"] else ""
    nutrients = (
        f"{meal['kcal']} kcal · protein {meal['protein_g']:g} g · carbohydrate {meal['carbs_g']:g} g · "
        f"fat {meal['fat_g']:g} g · fibre {meal['fibre_g']:g} g · "
    )
    time = f"{meal['prep_minutes']} min to prepare, {meal['cook_minutes']} to cook"
    yield f"{nutrients if figures else ''}{time}{contains}"
    yield ""
    yield from _bullets([f"{item['amount']} {item['name']}" for item in meal["ingredients"]])
    yield from _numbered(meal["steps"])


def _activity(activity: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {_text(activity['start'])} {_text(activity['name'])}"
    yield ""
    sets = f" · {activity['sets']} × {activity['reps']}" if activity["sets"] and activity["reps"] else ""
    rest = f" · {activity['rest_s']} s rest" if activity["rest_s"] else ""
    needs = f" · with {', '.join(activity['equipment'])}" if activity["equipment"] else ""
    facts = f"{activity['minutes']} min · {activity['intensity']}{sets}{rest}{needs}"
    yield _text(facts)
    yield ""
    yield from _numbered(activity["steps"])
    yield from _bullets([f"Easier: {text}" for text in activity["modifications"]])


def _evening(evening: Mapping[str, Any]) -> Iterator[str]:
    yield "### Evening"
    yield ""
    yield from _bullets(evening["wind_down"])
    yield f"*{_text(evening['reflection'])}*"
    yield ""
    yield f"Bed at {_text(evening['bedtime'])}."
    yield ""


def _verified(parts: Mapping[str, Any]) -> Iterator[str]:
    if not parts["verification"]:
        return
    yield "## Checked"
    yield ""
    checks = parts["verification"]["checks"]
    yield from _table(("Rule", "Result", ""), [(_words(c["name"]), c["result"], c["message"]) for c in checks])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(_text, row))} |" for row in rows)
    yield ""


def _bullets(texts: Sequence[str]) -> Iterator[str]:
    yield from (f"- {_text(text)}" for text in texts)
    yield ""


def _numbered(texts: Sequence[str]) -> Iterator[str]:
    yield from (f"{number}. {_text(text)}" for number, text in enumerate(texts, 1))
    yield ""


def _words(name: str) -> str:
    """A rule's name as words."""
    return _text(name.replace("_", " ").capitalize())


def _text(text: str) -> str:
    """A text on one line, with nothing in it that Markdown would take for its own."""
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))
