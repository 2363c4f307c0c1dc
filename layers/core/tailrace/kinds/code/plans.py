"""A plan as a model wrote it: taken as it is, or rejected with everything that is wrong with it."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pydantic import ValidationError

from tailrace.kinds.code.events import PlannedFile, ProjectPlanned
from tailrace.kinds.code.input import CodeInput
from tailrace.kinds.code.output import WrittenPlan
from tailrace.kinds.code.paths import CONTRACT, is_contract, problems
from tailrace.kinds.code.stack import needed_files

LEAST_FILES, MOST_FILES = 2, 40
MOST_REQUIREMENTS = 60
# Characters.
LONGEST_SUMMARY, LONGEST_PURPOSE, LONGEST_REQUIREMENT = 2_000, 2_000, 1_000
# Bytes: all of a plan goes into every file's prompt, and into one item of the log with the steps of its files.
LARGEST_PLAN = 96 * 1024
# Of what is wrong, so many things are told, each in so many characters: a model may have given anything a name.
_TOLD, _LONGEST_TOLD = 12, 300

_CONTRACT_PURPOSE = "The contract: every path, parameter, body and answer of the API"

# YAML or JSON; whether it is valid is the check's to say, but nothing can be built on what is no contract at all. No
# part can match the end of a line: a model that falls into writing empty ones writes thousands.
_OPENAPI = re.compile(r"""(?:^|[{,])[ \t]*["']?openapi["']?[ \t]*:[ \t]*["']?3\.""", re.MULTILINE)
_PATHS = re.compile(r"""(?:^|[{,])[ \t]*["']?paths["']?[ \t]*:""", re.MULTILINE)


class PlanRejectedError(ValueError):
    """The plan cannot be built; `problems` says what is wrong, each thing in a sentence."""

    def __init__(self, found: Iterable[str]) -> None:
        self.problems = [problem[:_LONGEST_TOLD] for problem in islice(found, _TOLD)]
        super().__init__("; ".join(self.problems))


def is_openapi(contract: str) -> bool:
    """Whether this is an OpenAPI 3 document at a first glance."""
    return bool(_OPENAPI.search(contract) and _PATHS.search(contract))


def read_plan(value: Any, wanted: CodeInput) -> ProjectPlanned:
    """The plan with the contract first among its files. Raises `PlanRejectedError`."""
    try:
        written = WrittenPlan.model_validate(value)
    except ValidationError as error:
        found = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        raise PlanRejectedError(found) from None
    found = list(_problems(written, wanted))
    if found:
        raise PlanRejectedError(found)
    contract = next((f.purpose.strip() for f in written.files if is_contract(f.path)), "") or _CONTRACT_PURPOSE
    return ProjectPlanned(
        summary=" ".join(written.summary.split()),
        files=[
            PlannedFile(path=CONTRACT, purpose=contract),
            *(PlannedFile(path=f.path, purpose=f.purpose.strip()) for f in written.files if not is_contract(f.path)),
        ],
        requirements=[requirement.strip() for requirement in written.requirements if requirement.strip()],
    )


def _problems(written: WrittenPlan, wanted: CodeInput) -> Iterator[str]:
    """The contract may stand in the list once, under its own name: it is there anyway."""
    listed = [file.path for file in written.files]
    if listed.count(CONTRACT) == 1:
        listed.remove(CONTRACT)
    yield from problems(listed)
    if not LEAST_FILES <= len(listed) < MOST_FILES:
        yield f"there are {len(listed)} files besides the contract; {LEAST_FILES} to {MOST_FILES - 1} are allowed"
    for group in needed_files(wanted):
        if not set(group) & set(listed):
            yield f"there is none of {', '.join(group)}; one of them is needed"
    if not written.summary.strip():
        yield "the summary is empty"
    if len(written.summary) > LONGEST_SUMMARY:
        yield f"the summary has {len(written.summary)} characters; {LONGEST_SUMMARY} are allowed"
    for file in written.files:
        if not file.purpose.strip():
            yield f"{file.path!r} has no purpose"
        if len(file.purpose) > LONGEST_PURPOSE:
            yield f"the purpose of {file.path!r} has {len(file.purpose)} characters; {LONGEST_PURPOSE} are allowed"
    if len(written.requirements) > MOST_REQUIREMENTS:
        yield f"there are {len(written.requirements)} requirements; {MOST_REQUIREMENTS} are allowed"
    if (size := len(written.model_dump_json(exclude={"contract"}).encode())) > LARGEST_PLAN:
        yield f"the plan has {size} bytes besides the contract; {LARGEST_PLAN} are allowed"
    if any(len(requirement) > LONGEST_REQUIREMENT for requirement in written.requirements):
        yield f"a requirement is longer than {LONGEST_REQUIREMENT} characters"
