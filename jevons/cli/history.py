"""`jevons history`: how far the simulated past is from the published one, series by series."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from jevons.cli.options import AsJson, ScenarioName, Seed, Settings, Users
from jevons.cli.plan import planned
from jevons.cli.progress import shown
from jevons.cli.refusal import Refusal

FACTOR = 2.0
"""A series is met if half of its figures lie within this factor."""


@dataclass(frozen=True)
class Series:
    """A published series: how many figures, and the median of |log10(modelled / published)|, None without a value."""

    series: str
    entity: str
    points: int
    median_abs_log10: float | None
    weak: bool

    @property
    def met(self) -> bool:
        """Whether half of its figures lie within the factor."""
        return self.median_abs_log10 is not None and 10.0**self.median_abs_log10 <= FACTOR

    @property
    def off(self) -> str:
        """The median factor, and what is to be said of it."""
        if self.median_abs_log10 is None:
            return f"{'no value':>9s}"
        remark = " (weak source)" if self.weak else "" if self.met else f" beyond x{FACTOR:g}"
        return f"{f'x{10.0**self.median_abs_log10:.2f}':>9s}{remark}"


def history(
    scenario: ScenarioName = "baseline",
    settings: Settings = None,
    seed: Seed = None,
    users: Users = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Draw the series that a forecast keeps as panels.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set one world at central values beside 280 published figures: the median factor between them by series."""
    plan = planned(scenario, settings, seed=seed, users=users)
    if plot is not None and not plot.parent.is_dir():
        raise Refusal(f"--plot {plot}: there is no folder {plot.parent}")
    with shown(f"{plan.name}: a run of {plan.users:,} users"):
        from jevons.agents.population import simulate
        from jevons.calibration.history import compare, summary

        found = simulate(plan)
        table = summary(compare(found))
    if plot is not None:
        from jevons.calibration.history import compare_forecast
        from jevons.studies.charts.export import save_png
        from jevons.studies.charts.history import history as draw
        from jevons.studies.window import Window

        series = found.series().assign(run=0)
        save_png(draw(series, compare_forecast(series), Window(plan.base_month, plan.target_month)), plot)
    rows = [
        Series(str(series), str(entity), int(points), float(off) if math.isfinite(off) else None, bool(weak))
        for series, entity, points, off, weak in table.itertuples(index=False)
    ]
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=1, allow_nan=False))
        return
    typer.echo(f"{'published series':38s} {'whose':38s} {'figures':>8s} {'off by':>9s}")
    for row in rows:
        typer.echo(f"{row.series:38s} {row.entity:38s} {row.points:8d} {row.off}")
    held = [row for row in rows if not row.weak]
    met = sum(row.met for row in held)
    typer.echo(f"{met} of {len(held)} series within a factor of {FACTOR:g} at their median")
    if plot is not None:
        typer.echo(f"Chart: {plot}")
