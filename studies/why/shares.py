"""Shares of variance: how much of what differs between runs goes back to each unknown.

An ensemble draws its unknowns independently, so that the variance that an unknown explains alone, a parabola in its
score or a level for each form, is its first-order share (Sobol 1993; Saltelli et al. 2008, chapter 4). It is taken on
normal scores of ranks, which no tail can rule, and freed of what so many terms explain by luck. What is left is chance
and what unknowns do only together.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jevons.market.parameters.declare import Array
from jevons.market.scenario import Scenario
from jevons.market.variants import MIXED, WEIGHTS
from jevons.runs.stored import FORM

FEWEST_RUNS = 30
_PARABOLA = 2


@dataclass(frozen=True)
class Share:
    """What one unknown explains.

    Attributes:
        name: of a parameter (`group.field`) or of a structural variant (`variants.NAME`).
        share: of the variance between runs; may be slightly below 0 for what explains nothing.
        standard_error: of that share.
        slope: correlation of the measure with the score; NaN for forms of an equation.
    """

    name: str
    share: float
    standard_error: float
    slope: float


@dataclass(frozen=True)
class Shares:
    """What explains a measure, from the largest share on; `rest` is chance and what unknowns do together."""

    column: str
    runs: int
    shares: tuple[Share, ...]

    @property
    def rest(self) -> float:
        """Part that no unknown explains alone."""
        return 1.0 - sum(max(one.share, 0.0) for one in self.telling())

    def telling(self) -> tuple[Share, ...]:
        """Unknowns whose share stands out of its error."""
        return tuple(one for one in self.shares if one.share > 2.0 * one.standard_error)


def forms_of(scenario: Scenario, draws: pd.DataFrame) -> pd.DataFrame:
    """Forms of the mixed equations in an ensemble's worlds, as its fit gave them or by their seeds.

    Args:
        scenario: what all share. draws: `seed` of each world, and `variants.NAME` where its form was given.

    Returns:
        A column `variants.NAME` for each mixed equation.
    """
    drawn = [scenario.variants.drawn(int(seed)) for seed in draws["seed"]]
    names = [name for name in WEIGHTS if getattr(scenario.variants, name) == MIXED]
    by_seed = {FORM + name: [getattr(one, name) for one in drawn] for name in names}
    return pd.DataFrame({name: draws[name].to_numpy() if name in draws else forms for name, forms in by_seed.items()})


def variance_shares(column: str, values: Array, scores: pd.DataFrame, forms: pd.DataFrame) -> Shares:
    """Shares of all unknowns in a measure.

    Args:
        column: name of the measure. values: of it by run, (runs,); runs in which it is not defined are left out.
        scores: standard normal score of each parameter, a column each. forms: form of each mixed equation.

    Raises:
        ValueError: fewer than 30 runs define the measure.
    """
    known = np.isfinite(values)
    if known.sum() < FEWEST_RUNS:
        raise ValueError(
            f"{column}: shares of variance need {FEWEST_RUNS} runs in which it is defined; got {known.sum()}"
        )
    measure = normal_scores(values[known])
    found = [_of_score(str(name), measure, scores[name].to_numpy(float)[known]) for name in scores]
    found += [_of_form(str(name), measure, forms[name].to_numpy()[known]) for name in forms]
    return Shares(column, int(known.sum()), tuple(sorted(found, key=lambda one: -one.share)))


def normal_scores(values: Array) -> Array:
    """Standard normal quantiles of ranks, (n,); equals share the mean of their ranks."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    return np.asarray(ndtri((rankdata(values) - 0.5) / len(values)))


def _of_score(name: str, measure: Array, score: Array) -> Share:
    if np.ptp(score) == 0.0 or np.ptp(measure) == 0.0:
        return Share(name, 0.0, 0.0, 0.0)
    fitted: Array = np.polyval(np.polyfit(score, measure, _PARABOLA), score).astype(np.float64)
    slope = float(np.corrcoef(score, measure)[0, 1])
    return Share(name, *_explained(measure, fitted, _PARABOLA), slope)


def _of_form(name: str, measure: Array, form: np.ndarray) -> Share:
    means: Mapping[str, float] = {one: float(measure[form == one].mean()) for one in np.unique(form)}
    fitted = np.array([means[one] for one in form])
    if len(means) < 2 or np.ptp(measure) == 0.0:
        return Share(name, 0.0, 0.0, float("nan"))
    return Share(name, *_explained(measure, fitted, len(means) - 1), float("nan"))


def _explained(measure: Array, fitted: Array, terms: int) -> tuple[float, float]:
    """Adjusted share of variance, 1 - (1 - R2) (n - 1) / (n - 1 - terms), and its standard error.

    Var R2 = 4 R2 (1 - R2)^2 / n for what is there (Olkin and Finn 1995); where nothing is, R2 spreads as
    sqrt(2 terms) / n.
    """
    n = len(measure)
    left = float(((measure - fitted) ** 2).sum() / ((measure - measure.mean()) ** 2).sum())
    share = 1.0 - left * (n - 1) / (n - 1 - terms)
    there = 4.0 * max(share, 0.0) * left**2 / n
    return share, float(np.sqrt(there + 2.0 * terms / n**2))
