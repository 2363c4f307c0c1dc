"""One scene's code against all its rules: the same for the step that makes it and the step that looks at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from tailrace.kinds.video import check_code, check_colours, check_elements, check_frames
from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.check_facts import Facts
from tailrace.kinds.video.check_names import Names
from tailrace.kinds.video.check_shown import shown
from tailrace.kinds.video.check_values import Values
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.prompt_facts import of_brand, of_client
from tailrace.kinds.video.scene_palette import Palette, of
from tailrace.settings import settings
from tailrace.syntax import parse
from tailrace.syntax_tree import is_deeper_than, line, tree
from tailrace.validation import Finding

STAGES = ("syntax", "code", "frames", "colours", "facts")
# A scene of a few hundred lines is no scene any more; checks and prompts stay small.
LONGEST_CODE = 20_000
# Levels of the tree of syntax; twenty elements inside each other are about sixty.
_DEEPEST = 200
# Findings of one stage that are told: whoever mends so many finds the others on the way.
_MOST = 20


Found = tuple[int, str]


@dataclass(frozen=True)
class Rules:
    """What a video's scenes are held against."""

    facts: Facts
    palette: Palette
    pictures: frozenset[str]


def rules(wanted: VideoInput, brand: Brand, site: str, feedback: Sequence[str] = ()) -> Rules:
    """The rules of a video. `site` is the page's address; what a person wrote as feedback may be told too."""
    facts = Facts(of_brand(brand, site), of_client(wanted), feedback, rated=brand.proof.rating is not None)
    logo = brand.logo.url if brand.logo and brand.logo.url else ""
    pictures = frozenset({logo} if logo.startswith(("https://", "http://")) else ())
    return Rules(facts, of(brand), pictures)


def check(code: str, scene_id: str, frames: int, held: Rules) -> dict[str, list[Finding] | None]:
    """By stage what is wrong with the scene: nothing if it is fine, None if it could not be looked at.

    A code that doesn't parse is not looked at any further.
    """
    if len(code) > LONGEST_CODE:
        too_long = f"{len(code)} characters are too many, the limit is {LONGEST_CODE}"
        return {"syntax": [_finding(scene_id, (None, too_long))]}
    try:
        syntax = parse(code, scene_id, "tsx", esbuild=settings().esbuild_path)
    except TimeoutError:
        syntax = [_finding(scene_id, (None, "it takes too long to parse"))]
    if syntax:
        return {"syntax": syntax}
    root = tree(code)
    if root.has_error and syntax is None:
        return {"syntax": [_finding(scene_id, (None, "it is no TSX"))]}
    if is_deeper_than(_DEEPEST, root):
        return {"syntax": [_finding(scene_id, (None, "it is nested too deep"))]}
    found = look(root, frames, held)
    return {"syntax": syntax, **{stage: [_finding(scene_id, one) for one in list_] for stage, list_ in found.items()}}


def look(root: Node, frames: int, held: Rules) -> dict[str, list[Found]]:
    """What is wrong with the scene of this tree, by stage: (line, message), the first `_MOST` of each."""
    names = Names(root)
    values = Values(names)
    texts, untellable = shown(root, values)
    read = [text.node for text in texts]
    unknown = [
        (line(text.node), f"nobody has said {what}: only what stands in the facts may be shown")
        for text in texts
        for what in held.facts.unknown(text.text, quoted=text.quoted)
    ]
    code = check_code.findings(root, names, values)
    elements = check_elements.findings(root, names, values, held.pictures, read)
    found: dict[str, Iterable[Found]] = {
        "code": [*code, *elements],
        "frames": check_frames.findings(root, names, frames),
        "colours": check_colours.findings(root, values, held.palette, read),
        "facts": [*untellable, *unknown],
    }
    return {stage: [*dict.fromkeys(list_)][:_MOST] for stage, list_ in found.items()}


def _finding(scene_id: str, found: tuple[int | None, str]) -> Finding:
    return Finding(path=scene_id, line=found[0], column=None, message=found[1])
