"""The board: each incoming row beside its forecast and the baselines, and the scores of all of them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from jevons.calibration.aliases import standing_for
from jevons.calibration.baselines.known import known, years_of
from jevons.calibration.baselines.past import Past
from jevons.calibration.baselines.pool import Pool
from jevons.calibration.baselines.short import BASELINES, TO_BEAT, predict
from jevons.calibration.carried import Forecasts
from jevons.calibration.evidence import CUTOFF, Observation
from jevons.calibration.nodes import normal_nodes
from jevons.calibration.scoreboard.incoming import Incoming, Unmapped
from jevons.calibration.scores.crps import crps_ensemble, crps_normal
from jevons.calibration.unused import reason_unused

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
USUAL_ERROR: Final = 0.15
"""Error of publication, ln, of a row whose series has published nothing before."""
_NODES: Final = 5


@dataclass(frozen=True)
class Line:
    """A row with its forecast.

    Attributes:
        row: as it came in. stands_for: why another series' growth is used; empty where the series is read itself.
        known: earlier figures that the forecast starts from.
        quantiles: p5, p25, p50, p75 and p95 of the published figure, in the row's unit.
        crps: of the forecast, in ln. baselines: log10 error of the median by baseline; None where there is no past.
        baseline_crps: in ln, likewise.
    """

    row: Incoming
    stands_for: str
    known: int
    quantiles: tuple[float, ...]
    crps: float
    baselines: dict[str, float | None]
    baseline_crps: dict[str, float | None]

    @property
    def log10_error(self) -> float:
        """Log10 of the forecast's median over the figure."""
        return math.log10(self.quantiles[2] / self.row.value)

    def inside(self, share: int) -> bool:
        """Whether the figure lies in the central 50 or 90 %."""
        low, high = (self.quantiles[1], self.quantiles[3]) if share == 50 else (self.quantiles[0], self.quantiles[4])
        return low <= self.row.value <= high


@dataclass(frozen=True)
class Board:
    """What can be scored, and what cannot."""

    lines: tuple[Line, ...]
    unmapped: tuple[Unmapped, ...]


def score(
    incoming: Iterable[Incoming | Unmapped],
    predictions: pd.DataFrame,
    registry: Sequence[Observation],
    origin: date = CUTOFF,
) -> Board:
    """Score rows by an ensemble that knows what the registry had published by an origin.

    Args:
        incoming: as from `read_incoming`. predictions: as `Forecast.predictions`. registry: all known figures.
        origin: last day of publication of what may be known.
    """
    usable = [row for row in told_apart(registry) if row.published <= origin]
    pasts, forecasts = known(usable, origin), Forecasts(predictions)
    pool = Pool.of(pasts.values())
    lines: list[Line] = []
    unmapped: list[Unmapped] = []
    for row in incoming:
        found = row if isinstance(row, Unmapped) else _line(row, forecasts, usable, pasts, pool)
        if isinstance(found, Unmapped):
            unmapped.append(found)
        else:
            lines.append(found)
    return Board(tuple(lines), tuple(unmapped))


def told_apart(registry: Sequence[Observation]) -> list[Observation]:
    """Figures that a forecast may start from: those set beside the model, and the parts of totals by themselves."""
    parts = {part for row in registry for part in row.parts}
    rows = [replace(row, use="check") if row.id in parts else row for row in registry]
    return [row for row in rows if row.use in ("fit", "check") and row.logarithmic]


def _line(
    row: Incoming,
    forecasts: Forecasts,
    registry: Sequence[Observation],
    pasts: dict[tuple[str, str], Past],
    pool: Pool,
) -> Line | Unmapped:
    standing = standing_for(row.series, row.entity)
    if standing is None:
        reason = reason_unused(row.series, row.entity) or "no operator reads this series, and no alias stands for it"
        return Unmapped(row.id, row.series, row.entity, reason)
    earlier = [
        one
        for one in registry
        if (one.series, one.entity) == (row.series, row.entity) and one.fact != row.fact and one.end < row.end
    ]
    found = forecasts.of(standing.operator, earlier, row.start, row.end)
    if found is None:
        return Unmapped(row.id, row.series, row.entity, f"the forecast says nothing of {row.start} to {row.end}")
    if standing.why and not found.known:
        reason = "nothing of it was published before, and a growth alone has nowhere to start from"
        return Unmapped(row.id, row.series, row.entity, reason)
    error = float(np.sqrt(np.mean([one.trust**2 for one in earlier]))) if earlier else USUAL_ERROR
    published = (found.members[:, None] + error * normal_nodes(_NODES)[None, :]).ravel()
    log = math.log(row.value)
    errors, crps = _baselines(row, pasts.get((row.series, row.entity)), pool, error, log)
    return Line(
        row=row,
        stands_for=standing.why,
        known=found.known,
        quantiles=tuple(float(q) for q in np.exp(np.quantile(published, QUANTILES))),
        crps=float(crps_ensemble(published[:, None], np.array([log]))[0]),
        baselines=errors,
        baseline_crps=crps,
    )


def _baselines(
    row: Incoming, past: Past | None, pool: Pool, error: float, log: float
) -> tuple[dict[str, float | None], dict[str, float | None]]:
    """Log10 error of the median, and CRPS in ln, of each baseline; None without a past before the row."""
    at = years_of(row.end)
    if past is None or at < past.times[-1]:
        return dict.fromkeys(BASELINES), dict.fromkeys(BASELINES)
    errors: dict[str, float | None] = {}
    crps: dict[str, float | None] = {}
    for name in BASELINES:
        normal = predict(name, past, np.array([at]), pool).normal.published(error)
        errors[name] = float((normal.mean[0] - log) / math.log(10.0))
        crps[name] = float(crps_normal(normal.mean, normal.sd, np.array([log]))[0])
    return errors, crps


def summary(lines: Sequence[Line]) -> dict[str, object]:
    """Scores of a set of lines: one vote per fact within a pair, one per pair in the mean.

    Errors in log10, CRPS in ln; skill is 1 - CRPS / that of the better of the two to beat, on lines that have both.
    """
    pairs: dict[tuple[str, str], dict[str, list[Line]]] = {}
    for line in lines:
        pairs.setdefault((line.row.series, line.row.entity), {}).setdefault(line.row.fact, []).append(line)

    def mean(measure: str) -> float | None:
        return _mean_of_pairs(pairs, measure)

    both = {name: _mean_of_pairs(pairs, f"crps:{name}") for name in TO_BEAT}
    best = min((value for value in both.values() if value is not None), default=None)
    own = _mean_of_pairs(pairs, "crps_with_past")
    return {
        "n": len(lines),
        "pairs": len(pairs),
        "mean_abs_log10": mean("abs_log10"),
        "bias_log10": mean("log10"),
        "coverage90": mean("inside90"),
        "coverage50": mean("inside50"),
        "crps": mean("crps"),
        "crps_skill": None if best is None or own is None else 1.0 - own / best,
        "baselines": {
            name: {
                "mean_abs_log10": _mean_of_pairs(pairs, f"abs_log10:{name}"),
                "crps": _mean_of_pairs(pairs, f"crps:{name}"),
            }
            for name in BASELINES
        },
    }


def _mean_of_pairs(pairs: dict[tuple[str, str], dict[str, list[Line]]], measure: str) -> float | None:
    votes = []
    for facts in pairs.values():
        told = [
            float(np.mean(known))
            for lines in facts.values()
            if (known := [value for line in lines if (value := _measured(line, measure)) is not None])
        ]
        if told:
            votes.append(float(np.mean(told)))
    return float(np.mean(votes)) if votes else None


def _measured(line: Line, measure: str) -> float | None:
    name, _, baseline = measure.partition(":")
    if baseline:
        value = (line.baselines if name == "abs_log10" else line.baseline_crps)[baseline]
        return None if value is None else abs(value)
    if measure == "crps_with_past":
        return line.crps if line.baseline_crps[TO_BEAT[0]] is not None else None
    return {
        "abs_log10": abs(line.log10_error),
        "log10": line.log10_error,
        "inside90": float(line.inside(90)),
        "inside50": float(line.inside(50)),
        "crps": line.crps,
    }[measure]
