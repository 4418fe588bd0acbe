"""Fits the constants of the serving equations to measured rows, and says how far to believe them.

    python -m jevons.calibration.serving.fit

prints the constants with their covariance, and the score on machines and models that a fit has not seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares, minimize

from jevons.calibration.serving.ranking import pairs
from jevons.calibration.serving.replicas import (
    SYNCHRONOUS_SECONDS,
    Delivered,
    Replica,
    base_constants,
    delivered,
    replica_of,
    vendor_of,
)
from jevons.calibration.serving.rows import Row, read_rows
from jevons.calibration.serving.score import Score, Scored, score_rows, summarise
from jevons.calibration.serving.stacks import crossed
from jevons.market.serving.physics import Constants

Array = npt.NDArray[np.float64]

# What is fitted, all in logarithms; the last is the host work of a synchronous engine.
FITTED = ("memory_efficiency", "compute_efficiency", "kernel_seconds", "exchange_seconds")
SYNCHRONOUS = "synchronous_seconds"
POWER = ("power_floor", "power_memory", "power_compute")
# Residuals beyond this many ln units count by their size, not its square.
SOFT = 0.3
# Spread of ln constants before any row is seen: what is read is at most what the chip can.
PRIOR_SPREAD = 0.5


@dataclass(frozen=True)
class Fit:
    """Fitted constants.

    Attributes:
        names: of what was fitted. logs: ln of the values. covariance: of the logs.
        constants: all constants of the serving equations with the fitted ones. synchronous: seconds.
    """

    names: tuple[str, ...]
    logs: Array
    covariance: Array
    constants: Constants
    synchronous: float

    def says(self, replica: Replica) -> Delivered:
        """What the equations say with these constants."""
        return delivered(replica, self.constants, self.synchronous)


def fit(rows: Sequence[Row]) -> Fit:
    """Fit the constants to tokens/s a chip and tokens/s a user of some rows, softly at outliers.

    The covariance is that of the linearised fit, widened by the spread of the residuals.
    """
    replicas = [replica_of(row) for row in rows]
    names = (*FITTED, SYNCHRONOUS)
    start = np.log([*(getattr(base_constants(), name) for name in FITTED), SYNCHRONOUS_SECONDS])

    def residuals(logs: Array) -> Array:
        constants, synchronous = _with(logs)
        found = [delivered(replica, constants, synchronous) for replica in replicas]
        errors = [
            np.log(model / measured)
            for row, one in zip(rows, found, strict=True)
            for model, measured in ((one.output, row.output), (one.user, row.user))
            if measured is not None
        ]
        return np.array([*errors, *((logs - start) / PRIOR_SPREAD * SOFT)])

    solved = least_squares(residuals, start, loss="soft_l1", f_scale=SOFT, diff_step=1e-3)
    spread = float(np.median(np.abs(solved.fun)) / 0.6745)
    covariance = np.linalg.inv(solved.jac.T @ solved.jac) * spread**2
    constants, synchronous = _with(solved.x)
    return Fit(names, solved.x, covariance, constants, synchronous)


def _with(logs: Array) -> tuple[Constants, float]:
    values = dict(zip(FITTED, np.exp(logs[:-1]).tolist(), strict=True))
    return base_constants()._replace(**values), float(np.exp(logs[-1]))


def fit_power(rows: Sequence[Row]) -> Constants:
    """The product's constants with those of power fitted to chips' watts: least mean |model / measured - 1|."""
    known = [(replica_of(row), row.watts) for row in rows if row.watts and not row.wall]
    found = [delivered(replica, base_constants()) for replica, _ in known]
    memory, compute = np.array([one.memory for one in found]), np.array([one.compute for one in found])
    share = np.array([watts / replica.rated_watts for replica, watts in known])

    def distance(logs: Array) -> float:
        floor, slope, rise = np.exp(logs)
        return float(np.abs(np.minimum(floor + slope * memory + rise * compute, 1.0) / share - 1.0).mean())

    start = np.log([getattr(base_constants(), name) for name in POWER])
    solved = minimize(distance, start, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-6, "fatol": 1e-9})
    return base_constants()._replace(**dict(zip(POWER, np.exp(solved.x).tolist(), strict=True)))


def left_out(rows: Sequence[Row], part: Callable[[Row], str]) -> dict[str, list[Scored]]:
    """Scores of every part of the rows by a fit that has seen all others."""
    parts = sorted({part(row) for row in rows})
    return {
        name: score_rows(
            [row for row in rows if part(row) == name], fit([row for row in rows if part(row) != name]).says
        )
        for name in parts
    }


def new_vendor(rows: Sequence[Row], vendor: str) -> list[Scored]:
    """Score a vendor's rows as if nobody had measured it: constants from all others, no stack factor of its own."""
    known = fit([row for row in rows if vendor_of(row) != vendor])

    def says(replica: Replica) -> Delivered:
        return known.says(replace(replica, chip=replica.chip._replace(stack=1.0, exchange=1.0)))

    return score_rows([row for row in rows if vendor_of(row) == vendor], says)


def main() -> None:
    """Print the fit and its scores."""
    rows, _ = read_rows()
    found = fit(rows)
    for name, log, spread in zip(found.names, found.logs, np.sqrt(np.diag(found.covariance)), strict=True):
        print(f"{name:22s} {np.exp(log):10.4g}  spread of ln {spread:.3f}")
    print("all rows      ", _line(summarise(score_rows(rows, found.says))))
    known = crossed(rows, found.says)
    ranked = pairs(known)
    print("stack factors learnt on other rows:", _line(summarise(known)))
    print(f"better of two chips named in {np.mean([pair.named for pair in ranked]):.0%} of {len(ranked)} pairs")
    print("AMD as a new vendor:", _line(summarise(new_vendor(rows, "amd"))))
    power = fit_power(rows)
    print("power         ", ", ".join(f"{name} {getattr(power, name):.3f}" for name in POWER))
    for chip in ("h100", "b200"):
        unseen = fit_power([row for row in rows if row.system != chip])
        seen = summarise(
            score_rows([row for row in rows if row.system == chip], lambda replica, c=unseen: delivered(replica, c))  # type: ignore[misc]
        )
        print(f"  {chip} unseen: watts {seen.watts_mape:.1%}, joules {seen.joules_mape:.1%}")
    for title, part in (("hardware", lambda row: row.system), ("model", lambda row: row.model)):
        scores = left_out(rows, part)
        print(f"\nleft out by {title}: pooled", _line(summarise([one for part_ in scores.values() for one in part_])))
        for name, scored in scores.items():
            print(f"  {name:24s}", _line(summarise(scored)))


def _line(score: Score) -> str:
    return (
        f"{score.n:4d} rows  tok/s/chip {score.median_abs_log_tok_s_gpu:.3f} ({score.mape_tok_s_gpu:.0%})  "
        f"tok/s/user {score.median_abs_log_tok_s_user:.3f}  watts {score.watts_mape:.1%}  "
        f"joules {score.joules_mape:.1%}"
    )


if __name__ == "__main__":
    main()
