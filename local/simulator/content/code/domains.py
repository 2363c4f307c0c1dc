"""What a request is about, as far as the simulated models know the world."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from local.simulator.content.code.design import Action, Field, Resource

_WORLD = Path(__file__).with_name("domains.toml")
_MOST_EXTRAS = 2
# After these a request names its subject: "an API for tracking beehives".
_SUBJECT = re.compile(
    r"\b(?:for|of|track(?:s|ing)?|manag(?:e|es|ing)|stor(?:e|es|ing)|list(?:s|ing)?|handl(?:e|es|ing)|record(?:s|ing)?"
    r"|keep(?:s|ing)?)\s+(?:(?:my|our|the|a|an|all|some|vintage|old|new)\s+)*(?=(?P<noun>[a-z]{3,16})\b)"
)
_SIBILANTS = ("s", "x", "sh", "ch")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", ""))
# Words that follow such a verb and are no subject, or that mean something else in the code that is written.
_NO_NOUNS = frozenset(
    re.findall(
        r"\w+",
        """
        api apis app application service server backend system platform project website small simple basic new team
        teams people users user managing tracking storing data error health input summary item items field path query
        body response request router session column model base class object string number integer date test module
        process this that these those with and from your their his her its each every any many more express fastapi
        vercel fly railway function import export default return literal annotated mapped relationship func schema
        none true false fit count row problem pas thi
        """,
    )
)


@dataclass(frozen=True)
class Domain:
    """A resource, and what is done with it; `titles` are one for each model."""

    titles: tuple[str, ...]
    resource: Resource
    filter: str
    action: Action
    child: Resource


def pick(words: str) -> Domain:
    """What a request in these words is about, with the further fields that it names."""
    lowered = words.casefold()
    world = _world()
    hits = [(len(found), -found[0], entry) for entry in world["domains"] if (found := _hits(lowered, entry["words"]))]
    # The one that is named most often; of several the first.
    entry = max(hits, key=lambda hit: hit[:2])[2] if hits else _generic(lowered, world["generic"])
    return _domain(entry, _extras(lowered, entry, world["extras"]))


@cache
def _world() -> Mapping[str, Any]:
    return tomllib.loads(_WORLD.read_text(encoding="utf-8"))


def _hits(words: str, known: Sequence[str]) -> list[int]:
    """Where in `words` one of these stands, in the singular or the plural."""
    return sorted(match.start() for word in known for match in re.finditer(rf"\b{re.escape(word)}(?:s|es)?\b", words))


def _generic(words: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    found = (match["noun"] for match in _SUBJECT.finditer(words) if match["noun"] not in _NO_NOUNS)
    noun = next(
        (single for name in found if (single := _singular(name)) not in _NO_NOUNS and len(single) > 2), "record"
    )
    plural = f"{noun[:-1]}ies" if re.search("[^aeiou]y$", noun) else noun + ("es" if noun.endswith(_SIBILANTS) else "s")
    names = {"noun": noun, "plural": plural, "Noun": noun.capitalize(), "Plural": plural.capitalize()}
    rows = [[text.format(**names) if isinstance(text, str) else text for text in row] for row in entry["samples"]]
    titles = [title.format(**names) for title in entry["titles"]]
    return {**entry, "noun": noun, "plural": plural, "titles": titles, "samples": rows}


def _singular(name: str) -> str:
    for ending, instead in _ENDINGS:
        if name.endswith(ending) and not name.endswith(("ss", "us", "is")):
            return name.removesuffix(ending) + instead
    return name


def _extras(words: str, entry: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    taken = {field["name"] for field in entry["fields"]} | {entry["noun"], entry["child"]["noun"]}
    named = {name: extra for name, extra in known.items() if name not in taken and _hits(words, [name])}
    return dict(list(named.items())[:_MOST_EXTRAS])


def _domain(entry: Mapping[str, Any], extras: Mapping[str, Any]) -> Domain:
    child = entry["child"]
    fields = [_field(**field) for field in entry["fields"]]
    fields += [_field(name, **{k: v for k, v in extra.items() if k != "samples"}) for name, extra in extras.items()]
    rows = [
        [*row, *(extra["samples"][place] for extra in extras.values())] for place, row in enumerate(entry["samples"])
    ]
    return Domain(
        titles=tuple(entry["titles"]),
        resource=_resource(entry["noun"], entry["plural"], fields, rows),
        filter=entry["filter"],
        action=Action(**entry["action"]),
        child=_resource(child["noun"], child["plural"], [_field(**f) for f in child["fields"]], [child["sample"]]),
    )


def _field(name: str, type: str, enum: Sequence[str] = (), min: int | None = None, **more: Any) -> Field:
    # A text that must be given is not empty.
    least = 1 if type == "string" and "default" not in more and not enum else min
    return Field(name, type, min=least, enum=tuple(enum), **more)


def _resource(noun: str, plural: str, fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> Resource:
    samples = tuple({f.name: value for f, value in zip(fields, row, strict=True)} for row in rows)
    return Resource(noun, plural, tuple(fields), samples)
