"""What decides the verdicts of an ensemble, as two tables that are stored beside it."""

from dataclasses import asdict, dataclass, fields
from typing import Final

import numpy as np
import pandas as pd

from jevons.market.scenario import Scenario
from jevons.runs.stored import FORM, scores_of
from jevons.studies.why.flips import Flip, flip_points
from jevons.studies.why.shares import FEWEST_RUNS, Shares, forms_of, variance_shares
from jevons.studies.why.verdicts import VERDICTS

TRIED: Final = 3
"""Parameters whose flip points are looked for, of each verdict: those with the largest shares."""
SHARE_COLUMNS: Final = ("verdict", "name", "share", "standard_error", "slope", "runs")
FLIP_COLUMNS: Final = tuple(field.name for field in fields(Flip))


@dataclass(frozen=True, eq=False)
class Why:
    """What decides.

    Attributes:
        shares: verdict, name, share of variance, its standard error, slope, runs: a row for each unknown.
        flips: a row for each unknown that was tried, columns as in `Flip`.
    """

    shares: pd.DataFrame
    flips: pd.DataFrame


def nothing_known() -> Why:
    """Of one run, or of few, nothing can be said."""
    return Why(pd.DataFrame(columns=list(SHARE_COLUMNS)), pd.DataFrame(columns=list(FLIP_COLUMNS)))


def why(scenario: Scenario, draws: pd.DataFrame, verdicts: pd.DataFrame, workers: int | None = None) -> Why:
    """Find what decides each verdict; empty tables where the runs are too few.

    Args:
        scenario: what all runs share.
        draws: seed of every run and its score of each unknown. verdicts: a row a run, in the same order.
        workers: processes for the runs that look for flip points.
    """
    found = shares_of(scenario, draws, verdicts)
    if not found:
        return nothing_known()
    tried = {name: _first(one) for name, one in found.items()}
    flips = flip_points(scenario, tried, workers, spans_of(draws) if is_fitted(draws) else None)
    rows = [
        (name, share.name, share.share, share.standard_error, share.slope, one.runs)
        for name, one in found.items()
        for share in one.shares
    ]
    return Why(
        pd.DataFrame(rows, columns=list(SHARE_COLUMNS)),
        pd.DataFrame([asdict(flip) for flip in flips], columns=list(FLIP_COLUMNS)).astype(
            {"quantile": np.float64, "value": np.float64}
        ),
    )


def shares_of(scenario: Scenario, draws: pd.DataFrame, verdicts: pd.DataFrame) -> dict[str, Shares]:
    """Shares of variance by verdict, as in `VERDICTS`; those that too few runs define are left out."""
    scores = scores_of(draws)
    if scores.empty or scores.isna().to_numpy().all():
        return {}
    forms = forms_of(scenario, draws)
    measures = {name: verdicts[verdict.column].to_numpy(float) for name, verdict in VERDICTS.items()}
    return {
        name: variance_shares(VERDICTS[name].column, values, scores, forms)
        for name, values in measures.items()
        if np.isfinite(values).sum() >= FEWEST_RUNS
    }


def is_fitted(draws: pd.DataFrame) -> bool:
    """Whether an ensemble was drawn from a fit, which gives members their forms, and not from the priors."""
    return any(str(name).startswith(FORM) for name in draws)


def spans_of(draws: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of the score of each unknown."""
    scores = scores_of(draws)
    return {str(name): (float(scores[name].mean()), float(scores[name].std())) for name in scores}


def _first(found: Shares) -> list[str]:
    """The parameters with the largest shares; forms of equations are all tried anyway."""
    return [one.name for one in found.shares if not one.name.startswith(FORM)][:TRIED]
