"""`jevons forecast`: an ensemble over seeds and priors, each world with its frozen-efficiency twin."""

import time
from typing import Annotated, Literal

import typer

from jevons.cli.folder import chosen_folder
from jevons.cli.options import AsJson, Out, ScenarioName, Seed, Settings, Until, Users
from jevons.cli.plan import planned, within
from jevons.cli.progress import shown
from jevons.cli.refusal import Refusal

MOST_RUNS, MOST_WORKERS = 100_000, 1024
_DRAWN = {"fitted": "the fit to published figures", "declared": "declared ranges"}

Runs = Annotated[int, typer.Option(help="Worlds that are drawn and run.")]
Ranges = Annotated[
    Literal["fitted", "declared"],
    typer.Option(help="Worlds from the fit to published figures, or from the parameters' declared ranges alone."),
]
Workers = Annotated[int | None, typer.Option(help="Processes; one a processor if absent.")]


def forecast(
    scenario: ScenarioName = "baseline",
    runs: Runs = 200,
    workers: Workers = None,
    settings: Settings = None,
    seed: Seed = None,
    users: Users = None,
    until: Until = None,
    ranges: Ranges = "fitted",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Run many worlds that agree with what was published: verdicts with spread, report.html, charts and tables."""
    start = time.perf_counter()
    within("--runs", runs, 1, MOST_RUNS)
    within("--workers", 1 if workers is None else workers, 1, MOST_WORKERS)
    plan = planned(scenario, settings, seed=seed, users=users, until=until)
    folder = chosen_folder(out, plan.name)
    with shown(f"{plan.name}: {runs:,} runs of {plan.users:,} users, drawn from {_DRAWN[ranges]}") as progress:
        from jevons.calibration.fitted import FittedError
        from jevons.market.verdicts import NothingServedError
        from jevons.runs.store import write_ensemble
        from jevons.studies.forecast import forecast as run_ensemble

        try:
            found = run_ensemble(plan, runs, workers, progress, ranges)
        except NothingServedError as error:
            raise Refusal(f"{plan.name}: {error}") from None
        except FittedError as error:
            raise Refusal(f"{error}, or --ranges declared does without") from None
    from jevons.cli.delivery import deliver

    deliver(found, folder, lambda draft: write_ensemble(found, draft), as_json=as_json, start=start)
