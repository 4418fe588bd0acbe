"""`jevons calibrate`: fit the model to what was published, and keep the ensemble that agrees with it."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.folder import chosen_folder
from jevons.cli.many_worlds import MOST_WORKERS, Workers
from jevons.cli.plan import within
from jevons.cli.progress import lasted, staged
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

    from jevons.calibration.fit.findings import Findings

WORLDS = "worlds"
SHORTEST, LONGEST = 1, 60

Day = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="Last day of publication of what it sees; the cutoff if absent."),
]
Budget = Annotated[
    int | None,
    typer.Option(metavar="MINUTES", help="About how long it may take on two processors, 1 to 60; 10 if absent."),
]
Out = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where files go; out/calibration if absent.")]


Check = Annotated[
    bool, typer.Option("--check", help="Also recover known truths by the same method; takes as long again.")
]


def calibrate(
    until: Day = None, budget: Budget = None, workers: Workers = None, check: Check = False, out: Out = None
) -> None:
    """Fit the model to published figures: worlds, chains, the ensemble that `jevons forecast` draws from.

    Finished worlds are kept in FOLDER/worlds: a fit that was stopped goes on where it was.
    """
    start = time.perf_counter()
    within("--budget", SHORTEST if budget is None else budget, SHORTEST, LONGEST)
    within("--workers", 1 if workers is None else workers, 1, MOST_WORKERS)
    last = day(until, "--until")
    folder = chosen_folder(out, "calibration")
    from jevons.runs.runner import one_thread_each

    # Before numpy is loaded: matrices are small, and threads that share one give other bits than a single one.
    with one_thread_each():
        from jevons.calibration.evidence import CUTOFF
        from jevons.calibration.fit.checks import checked, coverage
        from jevons.calibration.fit.findings import find
        from jevons.calibration.fit.rounds import Plan, calibrate
        from jevons.calibration.fit.store import fitted_of, plan_within, store_fit
        from jevons.studies.fit_page import write_fit_page

        if last is not None and last > CUTOFF:
            raise Refusal(f"--until {last}: the registry ends on {CUTOFF}; an earlier day is allowed")
        plan = plan_within(Plan(until=last or CUTOFF), budget)
        folder.mkdir(parents=True, exist_ok=True)
        with staged() as told:
            fit = calibrate(plan, folder / WORLDS, workers, told)
            found = find(fit, folder / WORLDS, workers, told("worlds of the ensemble"))
            covered = coverage(checked(fit, folder / WORLDS, workers, told)) if check else None
        from jevons.runs.folder import whole_folder

        fitted = fitted_of(fit, found, covered)
        with whole_folder(folder.resolve()) as draft:
            store_fit(fitted, found, draft)
            write_fit_page(fitted, found, draft)
        for line in (*_told(found), *_checks_told(covered)):
            typer.echo(line)
        typer.echo(f"\n{folder}: fitted.parquet, fitted.json, fit.html; in {lasted(time.perf_counter() - start)}")


def day(text: str | None, option: str) -> date | None:
    """A day from an option.

    Raises:
        Refusal: it is none.
    """
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{option} {text}: write a day as YYYY-MM-DD, for example 2025-12-31") from None


def _told(found: "Findings") -> Iterator[str]:
    scores = found.scores()
    yield f"{scores['facts']:.0f} facts of {len(found.pairs)} pairs; the ensemble has {len(found.worlds)} worlds"
    yield (
        f"The ensemble's median is within 0.15 in log10 on {scores['pairs_within_0.15']:.0%} of {scores['pairs']:.0f} "
        f"pairs that fits are judged by, within 0.30 on {scores['pairs_within_0.30']:.0%}; 90 % bands hold "
        f"{scores['coverage90']:.0%} of the facts"
    )
    yield (
        f"{scores['contracted']:.0f} of {len(found.unknowns)} unknowns lost half of their variance; the rest are led "
        "by their ranges"
    )
    yield "\nForms of equations      weight  worlds  ln evidence  independent samples  strayed"
    for row in found.chains.itertuples(index=False):
        yield (
            f"  {row.form:22s}{row.weight:7.2f}{row.members:8d}{row.log_evidence:13.1f}{row.effective:21,.0f}"
            f"{row.strayed:9.2f}"
        )
    odd = found.facts[found.facts["surprise"] != 0]
    if len(odd):
        yield "\nFacts that the model cannot reconcile with the others, and that weigh less:"
    for row in odd.itertuples(index=False):
        yield f"  {row.id}: {row.series} of {row.entity}, {row.date:%Y-%m-%d}: {row.surprise:+.1f} standard deviations"


def _checks_told(covered: "pd.DataFrame | None") -> Iterator[str]:
    if covered is None:
        return
    yield "\nKnown truths     unknowns   truths  in 50 %  in 90 %"
    for row in covered.itertuples(index=False):
        yield f"  {row.kind:15s}{row.unknowns:10s}{row.truths:7d}{row.coverage_50:9.3f}{row.coverage_90:9.3f}"
