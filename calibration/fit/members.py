"""Members: worlds drawn from a fit, each a combination of forms, scores of all unknowns and a seed."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from jevons.calibration.fit.ranges import stretches
from jevons.calibration.fit.rounds import Fit, spread_over
from jevons.calibration.fit.space import TOLD_APART, forms, unknowns
from jevons.calibration.fit.worlds import Trial
from jevons.market.variants import MIXED, WEIGHTS
from jevons.runs.design import member_seed, sobol_scores
from jevons.runs.stored import FORM


def members(fit: Fit, number: int | None = None) -> pd.DataFrame:
    """Draw an ensemble.

    Combinations of forms have as many members as their weights say, to the nearest; samples of their chains are taken
    at even spaces. Unknowns on which the facts say nothing keep the fit's ranges.

    Args:
        fit: what it is drawn from. number: of members; that of the plan if None.

    Returns:
        One row a member in random order: a form for each variant that shapes the past (`variants.NAME`), and the
        score of each unknown in its declared range, in single precision.
    """
    count = fit.plan.members if number is None else number
    random = np.random.default_rng(fit.plan.seed)
    shares = _shares(fit.weights, count)
    wider = stretches(fit.plan.ranges)
    tables = []
    for place, form in enumerate(forms()):
        here = shares[form.name]
        if here == 0:
            continue
        rest = sobol_scores(fit.plan.seed * 1000 + place, here, len(unknowns()))
        scores = spread_over(fit.posteriors[form.name], rest) * wider
        table = pd.DataFrame(scores, columns=list(unknowns()))
        for name in reversed(TOLD_APART):
            table.insert(0, FORM + name, form.forms[name])
        tables.append(table)
    together = pd.concat(tables, ignore_index=True).iloc[random.permutation(count)].reset_index(drop=True)
    return together.astype(dict.fromkeys(unknowns(), np.float32))


def trials(table: pd.DataFrame, seed: int) -> list[Trial]:
    """Worlds of members with fresh luck; forms that the past does not tell apart are drawn."""
    names = unknowns()
    scores = table[list(names)].to_numpy(dtype=np.float64)
    return [
        Trial.of(
            {name: table[FORM + name][n] if FORM + name in table else MIXED for name in WEIGHTS},
            member_seed(seed, n),
            dict(zip(names, map(float, scores[n]), strict=True)),
        )
        for n in range(len(table))
    ]


def _shares(weights: Mapping[str, float], count: int) -> dict[str, int]:
    """Whole numbers that add up to `count`, each within one of its share: by largest remainders."""
    exact = {name: weight * count for name, weight in weights.items()}
    whole = {name: int(share) for name, share in exact.items()}
    by_rest = sorted(exact, key=lambda name: whole[name] - exact[name])
    for name in by_rest[: count - sum(whole.values())]:
        whole[name] += 1
    return whole
