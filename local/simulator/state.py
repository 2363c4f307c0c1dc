"""Everything that a running simulator remembers."""

from dataclasses import dataclass, field

from local.simulator.calls import Calls
from local.simulator.faults import Faults
from local.simulator.pace import Settings

# All addresses begin with this, so that an endpoint shows what it is.
PREFIX = "/simulator"
# A call says here which step of a run it is for.
STEP_HEADER = "x-tailrace-step"
# And here for which run.
RUN_HEADER = "x-tailrace-run"


@dataclass
class State:
    """One per app, so that several simulators in one process do not meet."""

    settings: Settings = field(default_factory=Settings)
    faults: Faults = field(default_factory=Faults)
    calls: Calls = field(default_factory=Calls)
