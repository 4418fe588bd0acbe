"""`jevons forecast`: an ensemble over seeds and priors, each world with its frozen-efficiency twin."""

import time
from typing import Annotated

import typer

from jevons.cli.folder import chosen_folder
from jevons.cli.options import AsJson, Out, ScenarioName, Seed, Settings, Until, Users
from jevons.cli.plan import planned, within
from jevons.cli.progress import shown
from jevons.cli.refusal import Refusal

MOST_RUNS, MOST_WORKERS = 100_000, 1024

Runs = Annotated[int, typer.Option(help="Worlds that are drawn and run.")]
Workers = Annotated[int | None, typer.Option(help="Processes; one a processor if absent.")]


def forecast(
    scenario: ScenarioName = "baseline",
    runs: Runs = 200,
    workers: Workers = None,
    settings: Settings = None,
    seed: Seed = None,
    users: Users = None,
    until: Until = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Run many worlds drawn from the priors: verdicts with their spread, report.html, charts and tables."""
    start = time.perf_counter()
    within("--runs", runs, 1, MOST_RUNS)
    within("--workers", 1 if workers is None else workers, 1, MOST_WORKERS)
    plan = planned(scenario, settings, seed=seed, users=users, until=until)
    folder = chosen_folder(out, plan.name)
    with shown(f"{plan.name}: {runs:,} runs of {plan.users:,} users") as progress:
        from jevons.market.verdicts import NothingServedError
        from jevons.runs.store import write_ensemble
        from jevons.studies.forecast import forecast as run_ensemble

        try:
            found = run_ensemble(plan, runs, workers, progress)
        except NothingServedError as error:
            raise Refusal(f"{plan.name}: {error}") from None
    from jevons.cli.delivery import deliver

    deliver(found, folder, lambda draft: write_ensemble(found, draft), as_json=as_json, start=start)
