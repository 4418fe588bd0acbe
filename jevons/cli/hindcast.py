"""`jevons hindcast`: fits that know only what was published by an origin, scored on what followed."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.calibrate import LONGEST, SHORTEST, WORLDS, day
from jevons.cli.folder import chosen_folder
from jevons.cli.many_worlds import MOST_WORKERS, Workers
from jevons.cli.options import AsJson
from jevons.cli.plan import within
from jevons.cli.progress import lasted, staged
from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

Origins = Annotated[
    str | None,
    typer.Option(
        metavar="YYYY-MM,...", help="Months at whose ends forecasts are made; December 2024 to 2025 if absent."
    ),
]
Budget = Annotated[
    int | None,
    typer.Option(metavar="MINUTES", help="About how long each fit may take on two processors, 1 to 60; 10 if absent."),
]
Out = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where files go; out/hindcast if absent.")]


def hindcast(
    origins: Origins = None, budget: Budget = None, workers: Workers = None, out: Out = None, as_json: AsJson = False
) -> None:
    """Refit at past origins with only what was published by then, and score what followed against simple baselines."""
    start = time.perf_counter()
    within("--budget", SHORTEST if budget is None else budget, SHORTEST, LONGEST)
    within("--workers", 1 if workers is None else workers, 1, MOST_WORKERS)
    folder = chosen_folder(out, "hindcast")
    from jevons.runs.runner import one_thread_each

    # Before numpy is loaded: matrices are small, and threads that share one give other bits than a single one.
    with one_thread_each():
        from jevons.calibration.fit.store import made_of, plan_within
        from jevons.calibration.hindcast.backtest import ORIGINS, PLAN
        from jevons.calibration.hindcast.backtest import hindcast as backtest
        from jevons.runs.folder import whole_folder
        from jevons.studies.hindcast_page import write_hindcast_page

        days = ORIGINS if origins is None else _days(origins)
        plan = plan_within(replace(PLAN, until=max(days)), budget)
        folder.mkdir(parents=True, exist_ok=True)
        with staged() as told:
            found = backtest(days, plan, folder / WORLDS, workers, told)
        if not found.marks:
            raise Refusal(
                f"--origins {origins}: nothing that the model answers to was published in the year that followed"
            )
        tables = found.tables()
        with whole_folder(folder.resolve()) as draft:
            for name, table in tables.items():
                table.to_csv(draft / f"{name}.csv", index=False)
            about = {"origins": [day.isoformat() for day in days], **made_of(plan)}
            (draft / "hindcast.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
            write_hindcast_page(tables, about, draft)
        if as_json:
            typer.echo(
                json.dumps({name: json.loads(table.to_json(orient="records")) for name, table in tables.items()})
            )
            return
        for line in _told(tables):
            typer.echo(line)
        typer.echo(
            f"\n{folder}: scores.csv, skill.csv, pairs.csv, hindcast.html; made by what hindcast.json says, in "
            f"{lasted(time.perf_counter() - start)}"
        )


def _days(text: str) -> tuple[date, ...]:
    """Last days of months, written `2024-12,2025-03`, or days.

    Raises:
        Refusal: one is neither, or lies after the cutoff.
    """
    import calendar

    from jevons.calibration.evidence import CUTOFF

    found = []
    for one in (part.strip() for part in text.split(",")):
        year, _, month = one.partition("-")
        if len(one) == len("2024-12") and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12:
            one = f"{one}-{calendar.monthrange(int(year), int(month))[1]}"
        origin = day(one, "--origins")
        if origin is None or origin >= CUTOFF:
            raise Refusal(f"--origins {one}: the registry ends on {CUTOFF}; an earlier month is allowed")
        found.append(origin)
    return tuple(found)


def _told(tables: "dict[str, pd.DataFrame]") -> Iterator[str]:
    yield "Horizon        method             pairs  facts   CRPS   bias  factor   in 50 %            in 90 %"
    for row in tables["scores"].itertuples(index=False):
        half = f"{row.coverage_50:.2f} ({row.coverage_50_low:.2f}-{row.coverage_50_high:.2f})"
        most = f"{row.coverage_90:.2f} ({row.coverage_90_low:.2f}-{row.coverage_90_high:.2f})"
        yield (
            f"{row.horizon:14s} {row.method:18s}{row.pairs:6d}{row.facts:7d}{row.crps:7.2f}{row.bias:+7.2f}"
            f"{row.factor_error:8.2f}   {half:18s} {most}"
        )
    yield "\nSkill, 1 - CRPS / that of the better of no change and log-linear, 90 % interval over pairs:"
    for row in tables["skill"].itertuples(index=False):
        yield (
            f"  {row.horizon:14s}{row.skill:6.2f} ({row.low:.2f} to {row.high:.2f}) against {row.reference}; above "
            f"zero with probability {row.probability:.2f}"
        )
