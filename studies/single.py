"""One run and what it says, ready for JSON: what a notebook and the routes of the API call."""

from collections.abc import Sequence

from jevons.market.scenario import Scenario
from jevons.runs.design import Member
from jevons.studies.document import run_document
from jevons.studies.forecast import examine, gather
from jevons.studies.sentences import sentences
from jevons.studies.twins import EFFICIENCY, run_twins
from jevons.studies.window import Window


def single_run(scenario: Scenario, names: Sequence[str], twins: Sequence[str] = (EFFICIENCY,)) -> dict[str, object]:
    """Run one world at the central values of all parameters with some twins, and say what was found.

    Args:
        scenario: what is run.
        names: series that are told by month, each in `market.outputs.SUMMARY`.
        twins: which twins are run beside it, as in `studies.twins.TWINS`; that of efficiency must be one of them.
            What only the others tell is null without them.

    Returns:
        The document of `studies.document.run_document`.
    """
    found = gather(scenario, (Member(0, scenario.seed, {}),), [examine(run_twins(scenario, twins), divided=False)])
    said = sentences(found.verdicts, Window(scenario.base_month, scenario.target_month))
    return run_document(found, scenario, said, names)
