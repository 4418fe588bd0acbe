"""The score of the serving equations on measured rows."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jevons.calibration.serving.replicas import Delivered, Replica, base_constants, delivered, replica_of
from jevons.calibration.serving.rows import Row

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """A row beside what the equations say of it; errors are ln(model / measured), None where not measured."""

    row: Row
    found: Delivered
    output: float | None
    user: float | None
    watts: float | None
    joules: float | None


@dataclass(frozen=True)
class Score:
    """How far the equations are from a set of rows; nan where none was measured.

    Attributes:
        n: rows scored.
        median_abs_log_tok_s_gpu, median_abs_log_tok_s_user: median of |ln(model / measured)|.
        mape_tok_s_gpu, watts_mape, joules_mape: mean of |model / measured - 1|.
    """

    n: int
    median_abs_log_tok_s_gpu: float
    mape_tok_s_gpu: float
    median_abs_log_tok_s_user: float
    watts_mape: float
    joules_mape: float


def score_rows(rows: Sequence[Row], model: Callable[[Replica], Delivered] | None = None) -> list[Scored]:
    """Every row beside what a model says of it; the product's own equations if None."""
    says = model or (lambda replica: delivered(replica, base_constants()))
    return [_scored(row, says(replica_of(row))) for row in rows]


def summarise(scored: Sequence[Scored]) -> Score:
    """The score over some rows."""
    errors = {name: _errors(scored, name) for name in ("output", "user", "watts", "joules")}
    return Score(
        n=len(scored),
        median_abs_log_tok_s_gpu=_median(errors["output"]),
        mape_tok_s_gpu=_mape(errors["output"]),
        median_abs_log_tok_s_user=_median(errors["user"]),
        watts_mape=_mape(errors["watts"]),
        joules_mape=_mape(errors["joules"]),
    )


def _scored(row: Row, found: Delivered) -> Scored:
    """Watts are compared where they are a chip's own: a plug feeds hosts and fans as well."""
    chips_own = not row.wall
    return Scored(
        row,
        found,
        output=_log_ratio(found.output, row.output),
        user=_log_ratio(found.user, row.user),
        watts=_log_ratio(found.watts, row.watts if chips_own else None),
        joules=_log_ratio(found.watts / found.output, row.joules if chips_own else None),
    )


def _log_ratio(model: float, measured: float | None) -> float | None:
    return None if measured is None else math.log(model / measured)


def _errors(scored: Sequence[Scored], name: str) -> Array:
    return np.array([error for one in scored if (error := getattr(one, name)) is not None], dtype=np.float64)


def _median(errors: Array) -> float:
    return float(np.median(np.abs(errors))) if errors.size else math.nan


def _mape(errors: Array) -> float:
    return float(np.abs(np.expm1(errors)).mean()) if errors.size else math.nan
