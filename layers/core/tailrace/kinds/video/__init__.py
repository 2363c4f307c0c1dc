"""Video: a web page becomes a story in scenes, each a TSX component for Remotion in the colours of the brand."""

from collections.abc import Sequence

from tailrace.events import Expected, StepPlan
from tailrace.kinds import Kind
from tailrace.kinds.video.input import VideoInput
from tailrace.kinds.video.templates import TEMPLATES


def plan(wanted: VideoInput, providers: Sequence[str]) -> tuple[list[StepPlan], Expected]:
    """The steps up to the story, which then adds its scenes; as many parts as the story has at most.

    Seconds are a guess: a page is read in a second or two, a story written in a few.
    """
    steps = [
        StepPlan(id="fetch", label="Reading the page", expected_seconds=2),
        StepPlan(id="brand", label="Finding the brand", expected_seconds=1),
        StepPlan(id="narrative", label="Writing the story", expected_seconds=4),
    ]
    return steps, Expected(parts=len(TEMPLATES[wanted.scenes]))


KIND = Kind(
    name="video",
    title="Video",
    description="A web page's own brand, told in scenes: five acts, or a longer story. Every scene is a component for "
    "Remotion in the brand's colours, and says nothing that the page or you did not say.",
    input_model=VideoInput,
    plan=plan,
    steps={
        "fetch": "The page and its style sheets are read",
        "brand": "Name, colours, words and proof are found on the page",
        "narrative": "The story is written, and the time shared out",
        "scene": "A scene is made; each is shown when it is done",
        "check": "The whole video is looked at: frames, code, colours, facts",
    },
    repeatable=frozenset({"narrative", "scene", "check"}),
    after={"fetch": ["brand"], "brand": ["narrative"], "narrative": ["scene"], "scene": ["check"]},
)
