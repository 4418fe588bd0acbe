"""A reconciliation as one document, ready for JSON; numbers are null where they are not defined or open."""

import math
from collections.abc import Mapping
from dataclasses import asdict

from jevons.calibration.assertion import Assertion
from jevons.calibration.projections import late
from jevons.market.parameters.declare import Array
from jevons.studies.probability import Probability
from jevons.studies.reconcile.paths import CostPath, Grown, flips
from jevons.studies.reconcile.reconciled import Reconciled
from jevons.studies.reconcile.resolve import Resolution, Unresolved
from jevons.studies.reconcile.together import Nearest, Together
from jevons.studies.spread import Spread


def document(found: Reconciled, manifest: Mapping[str, object]) -> dict[str, object]:
    """Everything that was found, with the manifest of the ensemble.

    Keys: `runs`, `months`, `assertions` (each with what was published, the rule, what resolves it and `worlds` or
    `unresolved`), `cost_paths`, `together` (null unless a set was asked for) and `manifest`.
    """
    return {
        "runs": len(found.worlds.runs),
        "months": found.worlds.span,
        "assertions": [_resolution(one) for one in found.resolutions],
        "cost_paths": _paths(found),
        "together": None if found.together is None else _together(found.together),
        "manifest": dict(manifest),
    }


def _resolution(one: Resolution) -> dict[str, object]:
    if isinstance(one, Unresolved):
        return {**_assertion(one.assertion), "worlds": None, "unresolved": one.reason}
    return {
        **_assertion(one.assertion),
        "worlds": {**_spread(one.spread), **_probability(one.probability)},
        "unresolved": None,
    }


def _assertion(one: Assertion) -> dict[str, object]:
    """The row as published, periods and quantity as they are written, with the figures that it allows."""
    low, high = one.allowed()
    return {
        **asdict(one),
        "published": one.published.isoformat(),
        "since": None if one.since is None else str(one.since),
        "at": str(one.at),
        "quantity": None if one.quantity is None else str(one.quantity),
        "late": late(one),
        "allowed": [low, high],
    }


def _paths(found: Reconciled) -> list[dict[str, object]]:
    by_tokens: dict[str, list[CostPath]] = {}
    for path in found.paths:
        by_tokens.setdefault(path.tokens.id, []).append(path)
    return [
        {
            "tokens": name,
            "years": paths[0].tokens.years,
            "paths": [
                {
                    "cost": path.cost.id,
                    "low": path.low,
                    "high": path.high,
                    "falls": path.falls,
                    "may_rise": path.may_rise,
                }
                for path in paths
            ],
            "flips": flips(paths),
            "worlds": _grown(found.grown[name]) if name in found.grown else None,
        }
        for name, paths in by_tokens.items()
    ]


def _grown(found: Grown) -> dict[str, object]:
    factors: dict[str, Array] = {
        "tokens": found.tokens,
        "cost_per_token": found.cost_per_token,
        "serving_cost": found.serving_cost,
        "need": found.need,
    }
    return {
        name: {**_spread(Spread.of(values)), "above_one": _probability(Probability.of(values > 1.0))}
        for name, values in factors.items()
    }


def _together(found: Together) -> dict[str, object]:
    return {
        "asked": list(found.asked),
        **_probability(found.probability),
        "satisfying": list(found.satisfying),
        "never": list(found.never),
        "clashes": [list(pair) for pair in found.clashes],
        "nearest": None if found.nearest is None else _nearest(found.nearest),
    }


def _nearest(found: Nearest) -> dict[str, object]:
    return {
        "run": found.world.run,
        "seed": found.world.seed,
        "unusual_draws": dict(found.world.unusual),
        "largest": _number(found.largest),
        "mean": _number(found.mean),
        "figures": {name: _number(value) for name, value in found.figures.items()},
        "deviations": {name: _number(value) for name, value in found.deviations.items()},
    }


def _spread(found: Spread) -> dict[str, float | None]:
    return {"low": _number(found.low), "median": _number(found.median), "high": _number(found.high)}


def _probability(found: Probability) -> dict[str, float]:
    return {"probability": found.share, "standard_error": found.standard_error}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
