"""`jevons run`: one world at the central values of all parameters, with its frozen-efficiency twin."""

import time

from jevons.cli.folder import chosen_folder
from jevons.cli.options import AsJson, Out, ScenarioName, Seed, Settings, Until, Users
from jevons.cli.plan import planned
from jevons.cli.progress import shown
from jevons.cli.refusal import Refusal


def run(
    scenario: ScenarioName = "baseline",
    settings: Settings = None,
    seed: Seed = None,
    users: Users = None,
    until: Until = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Run one world at central values: its verdicts, every output by month, report.html and charts."""
    start = time.perf_counter()
    plan = planned(scenario, settings, seed=seed, users=users, until=until)
    folder = chosen_folder(out, plan.name)
    with shown(f"{plan.name}: a run of {plan.users:,} users and its twin"):
        from jevons.market.verdicts import NothingServedError
        from jevons.runs.store import write_run
        from jevons.studies.forecast import one_run

        try:
            twins, found = one_run(plan)
        except NothingServedError as error:
            raise Refusal(f"{plan.name}: {error}") from None
    from jevons.cli.delivery import deliver

    deliver(found, folder, lambda draft: write_run(twins.base, draft), as_json=as_json, start=start)
