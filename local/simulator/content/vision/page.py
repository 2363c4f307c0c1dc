"""The one-pager: 300 to 400 words of Markdown made of the framework, with no figure of its own."""

import re
from collections.abc import Iterator

from local.simulator.content.vision.founder import Founder

# Between 300 and 400, whatever way words are counted in.
_ENOUGH = 335
_MOST_IN_A_BULLET = 18
_REMARKS = {
    "Vision": (
        "Everything on this page serves that one thing, and whatever does not serve it can wait.",
        "Whoever joins should be able to repeat it after one reading, in their own words.",
    ),
    "How we win": (
        "These choices exclude others on purpose, because a small company that does everything does nothing well.",
        "We look at them again when the bets below have told us something that we did not know before.",
    ),
    "Culture": (
        "We hire by these sentences, and we part by them as well when there is no other way.",
        "They are meant for the days on which they cost something, since on all other days nobody needs them.",
    ),
    "Current bets": (
        "Each bet has one person who answers for it, and one sign by which everybody can see how it ended.",
        "A bet that is lost early is worth more than one that nobody dares to look at.",
    ),
    "Key metrics": (
        "We read them together, out loud, and we talk about the ones that move in the wrong direction first.",
        "A metric that nobody acts on for a while is taken off this page.",
    ),
    "Tensions": (
        "We do not expect these to go away, so we decide in the open, write down why, and look back later.",
        "Both sides of each are good, which is what makes them hard and worth a place on this page.",
    ),
}


def write(founder: Founder) -> str:
    """The page; remarks are added from the top until it is long enough."""
    blocks = {name: list(lines) for name, lines in _blocks(founder)}
    remarks = [
        (name, remark) for turn in range(2) for name, texts in _REMARKS.items() for remark in texts[turn : turn + 1]
    ]
    if founder.manner % 2:
        remarks.reverse()
    for name, remark in remarks:
        if len(_page(founder, blocks).split()) >= _ENOUGH:
            break
        if name in blocks:
            blocks[name].append(f"\n{remark}")
    return _page(founder, blocks)


def _page(founder: Founder, blocks: dict[str, list[str]]) -> str:
    return "\n\n".join([f"# {founder.company}", *(f"## {name}\n\n" + "\n".join(text) for name, text in blocks.items())])


def _blocks(founder: Founder) -> Iterator[tuple[str, list[str]]]:
    framework = founder.framework
    yield "Vision", [" ".join(re.split(r"(?<=[.!?])\s+", framework["vision"])[:2])]
    yield "How we win", [f"- {_brief(item)}" for item in framework["strategy"][:3]]
    yield "Culture", [f"- {_brief(item)}" for item in framework["operating_principles"][:3]]
    yield (
        "Current bets",
        [f"- {_brief(b['bet'])} ({b['owner']}): {_brief(b['measure'])}" for b in framework["near_term_bets"][:3]],
    )
    yield "Key metrics", [f"- {_brief(m['name'])}: {_brief(m['target'])}" for m in framework["metrics"][:3]]
    if framework["tensions"]:
        yield "Tensions", [f"- {_brief(item)}" for item in framework["tensions"][:2]]


def _brief(text: str) -> str:
    return " ".join(text.split()[:_MOST_IN_A_BULLET])
