"""What a closed run that is to go on has still to make: the decision, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tailrace.budget import spent_usd
from tailrace.errors import TailraceError
from tailrace.events import Draft, RunResumed, RunStepsAdded, StepPlan
from tailrace.fold import Snapshot, is_closed
from tailrace.kinds import Kind


class ContinueRefusedError(TailraceError):
    """The run cannot go on like this. `reason`: `run_is_open`, `nothing_to_continue` or `invalid_request`.

    `faults` are by their place in the request, for `invalid_request` alone.
    """

    code = "continue_refused"

    def __init__(self, reason: str, message: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.faults = dict(faults or {})


@dataclass(frozen=True)
class Continuation:
    """`steps` are made (again), in the order of the run; `planned` are those among them that the run gets by this.

    `requested` are those of them that exist on request only; `feedback` is what a person wants changed, by step.
    `max_cost_usd` is the run's new limit, if it gets one.
    """

    steps: list[str]
    reason: str
    planned: list[StepPlan] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)
    feedback: dict[str, str] = field(default_factory=dict)
    max_cost_usd: float | None = None

    @property
    def drafts(self) -> list[Draft]:
        """The events that say so; they belong into one item of the log."""
        resumed = RunResumed(
            steps=self.steps, reason=self.reason, feedback=self.feedback, max_cost_usd=self.max_cost_usd
        )
        drafts = [Draft(resumed, self.reason)]
        return [*drafts, Draft(RunStepsAdded(steps=self.planned))] if self.planned else drafts


def plan(
    kind: Kind,
    snapshot: Snapshot,
    named: Sequence[str],
    feedback: str | None,
    max_cost_usd: float | None = None,
) -> Continuation:
    """How this run goes on. `named` are steps that a client asks for, `feedback` is about each of them.

    Everything that is not complete is made; without `named`, also what is complete and in `degraded`, but for steps
    that the kind keeps. What was made after something that is made now is made again, as the kind says. A wish that
    came with a step which was not completed since goes on with it. `max_cost_usd` is a new limit for what the run may
    cost in all.

    Raises `ContinueRefusedError`: the run is open, or complete and in order, or a named step does not exist or is not
    to be repeated, or nothing is left of the new limit.
    """
    if not is_closed(snapshot):
        raise ContinueRefusedError("run_is_open", "The run is at work; it can be continued when it has ended")
    _check_limit(snapshot, max_cost_usd)
    states = {step["id"]: step["state"] for step in snapshot["steps"]}
    planned = _planned(kind, snapshot, states, named)
    wanted = {step for step, state in states.items() if state != "completed"}
    wanted |= {step for step in named or snapshot["degraded"] if step in states and _name(step) not in kind.kept}
    if not wanted and not planned and snapshot["status"] == "completed":
        doubt = "what is degraded is kept as it is" if snapshot["degraded"] else "none is degraded"
        raise ContinueRefusedError("nothing_to_continue", f"Every step is complete and {doubt}")
    follow = _following(kind, [*wanted, *(new.id for new in planned)])
    steps = [step for step in states if step in wanted or _name(step) in follow]
    steps += [step.id for step in planned]
    return Continuation(
        steps=steps,
        reason=f"Asked for: {', '.join(named)}" if named else "What is missing is made",
        planned=planned,
        requested=[step for step in steps if _name(step) in kind.requestable],
        feedback=_feedback(snapshot, steps, named, feedback),
        max_cost_usd=max_cost_usd,
    )


def _check_limit(snapshot: Snapshot, max_cost_usd: float | None) -> None:
    if max_cost_usd is not None and max_cost_usd <= (spent := spent_usd(snapshot)):
        fault = f"must be more than the run has cost: ${spent:.9g}, with what calls of unknown cost can have cost"
        raise ContinueRefusedError("invalid_request", fault, {"max_cost_usd": fault})


def _planned(kind: Kind, snapshot: Snapshot, states: Mapping[str, str], named: Sequence[str]) -> list[StepPlan]:
    """The named steps that the run does not have yet. Raises `ContinueRefusedError` for those it can't make."""
    planned = []
    faults = {}
    for place, step in enumerate(named):
        found = None if step in states else kind.on_request(snapshot, step)
        if found:
            planned.append(found)
        elif step not in states:
            faults[f"steps.{place}"] = f"the run has no step {step}; there are {', '.join(states)}"
        elif states[step] == "completed" and not _may_be_repeated(kind, snapshot, step):
            faults[f"steps.{place}"] = f"{step} is complete and is not made again; {_repeatable(kind)}"
    if faults:
        raise ContinueRefusedError("invalid_request", "; ".join(faults.values()), faults)
    return planned


def _may_be_repeated(kind: Kind, snapshot: Snapshot, step: str) -> bool:
    name = _name(step)
    return name in kind.repeatable or (step in snapshot["degraded"] and name not in kind.kept)


def _repeatable(kind: Kind) -> str:
    names = ", ".join(name for name in kind.steps if name in kind.repeatable)
    return f"of a {kind.name}'s steps these are: {names}" if names else f"none of a {kind.name}'s steps is"


def _following(kind: Kind, steps: Iterable[str]) -> set[str]:
    """The names of the steps that are made again when these were, at any distance."""
    found: set[str] = set()
    unseen = list(steps)
    while unseen:
        step = unseen.pop()
        new = set(kind.after.get(step, kind.after.get(_name(step), ()))) - found
        found |= new
        unseen += new
    return found


def _feedback(snapshot: Snapshot, steps: Sequence[str], named: Sequence[str], feedback: str | None) -> dict[str, str]:
    open_wishes = {
        step["id"]: step["feedback"]
        for step in snapshot["steps"]
        if step["id"] in steps and step["state"] != "completed" and step["feedback"]
    }
    return {**open_wishes, **(dict.fromkeys(named, feedback) if feedback else {})}


def _name(step: str) -> str:
    return step.partition(":")[0]
