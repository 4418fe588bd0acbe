"""Invented fits and hindcasts with the shape of real ones, whose errors are planted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from jevons.calibration.fit.findings import Findings
from jevons.calibration.fit.space import forms
from jevons.calibration.fitted import Fitted
from jevons.calibration.scores.marks import Mark
from jevons.calibration.scores.table import pair_table, score_table, skill_table
from jevons.market.parameters.registry import uncertain

BANDS = {"p5": -1.645, "p25": -0.674, "p50": 0.0, "p75": 0.674, "p95": 1.645}
SPREAD, DOUBT = 0.1, 0.3  # log10: of worlds, and of what could be published


@dataclass(frozen=True)
class Pair:
    """A published series with planted errors, log10 (model / published), a fact every quarter."""

    series: str
    entity: str
    errors: Sequence[float]
    kind: str = "measured"
    free: bool = False
    odd: Mapping[int, float] | None = None


PAIRS = (
    Pair("capex", "Alphabet, Amazon, Meta and Microsoft", (0.02, -0.03, 0.05, 0.01)),
    Pair("flagship_price_output", "DeepSeek (chat)", (0.9, 0.8, 1.0, 0.7), "price_list", odd={1: 4.2}),
    Pair("tokens_processed_per_month", "Google (all surfaces)", (-0.1, -0.2, 0.05), "company_claim"),
    Pair("monthly_active_users", "Meta AI", (1.4, 1.42, 1.44, 1.46), "company_claim", free=True),
    Pair("cumulative_ai_compute_shipped_h100e", "NVIDIA", (0.1, 0.08, 0.12, 0.1, -0.02), "analyst_estimate"),
    Pair("revenue_year", "OpenAI", (-0.15,), "company_claim", free=True),
    Pair("energy_per_query", "ChatGPT average query (Altman)", (0.01,), "company_claim"),
)


def facts_of(pairs: Sequence[Pair] = PAIRS) -> pd.DataFrame:
    """`Findings.facts` of planted pairs."""
    rows = []
    for pair in pairs:
        for place, error in enumerate(pair.errors):
            observed = 10.0 * 2.0**place
            middle, doubt = error + np.log10(observed), 3.0 if pair.free else DOUBT
            pit = float(norm.cdf(-error / doubt))
            rows.append(
                {
                    "id": f"{pair.series[:4]}{place}{pair.entity[:3]}",
                    "series": pair.series,
                    "entity": pair.entity,
                    "date": pd.Timestamp("2024-01-31") + pd.DateOffset(months=3 * place),
                    "kind": pair.kind,
                    "observed": observed,
                    **{name: 10.0 ** (middle + SPREAD * z) for name, z in BANDS.items()},
                    "low": 10.0 ** (middle - 1.645 * doubt),
                    "high": 10.0 ** (middle + 1.645 * doubt),
                    "inside": 0.05 <= pit <= 0.95,
                    "pit": pit,
                    "log10_error": error,
                    "free": pair.free,
                    "surprise": (pair.odd or {}).get(place, 0.0),
                }
            )
    return pd.DataFrame(rows)


def pairs_of(facts: pd.DataFrame) -> pd.DataFrame:
    """`Findings.pairs` of facts."""
    rows = []
    for key, group in facts.groupby(["series", "entity"], sort=False):
        errors, free = group["log10_error"], bool(group["free"].iloc[0])
        size = (errors - errors.mean() if free else errors).abs().median()
        rows.append((*key, len(group), size, errors.mean(), free))
    return pd.DataFrame(rows, columns=["series", "entity", "facts", "log10_error", "bias", "free"])


def unknowns_of(informed: int = 4) -> pd.DataFrame:
    """`Findings.unknowns`: so many that are informed, one that only moved, the others untold."""
    names = list(uncertain())
    lost = np.full(len(names), 0.02)
    lost[:informed] = np.linspace(0.9, 0.6, informed)
    mean = np.zeros(len(names))
    mean[0], mean[-1] = 1.5, -0.8
    columns = {"name": names, "mean": mean, "sd": np.sqrt(1 - lost), "contraction": lost, "informed": lost > 0.5}
    return pd.DataFrame(columns)


def chains_of(strayed: float = 0.9, effective: float = 3000.0) -> pd.DataFrame:
    """`Findings.chains`: the first form holds nearly all the weight."""
    names = [form.name for form in forms()]
    rest = 1 - 0.994
    weights = [0.994, *[rest / (len(names) - 1)] * (len(names) - 1)]
    return pd.DataFrame(
        {
            "form": names,
            "weight": weights,
            "log_evidence": [-100.0 - 2 * place for place in range(len(names))],
            "acceptance": 0.2,
            "autocorrelation": 100.0,
            "effective": effective,
            "members": [200, *[0] * (len(names) - 1)],
            "strayed": [strayed, *[float("nan")] * (len(names) - 1)],
        }
    )


def found(pairs: Sequence[Pair] = PAIRS, informed: int = 4, strayed: float = 0.9) -> Findings:
    """Findings of a fit with planted errors."""
    facts = facts_of(pairs)
    worlds = pd.DataFrame({name: np.zeros(200) for name in uncertain()})
    return Findings(worlds, facts, pairs_of(facts), unknowns_of(informed), chains_of(strayed))


def fitted(of: Findings, until: str = "2026-03-18") -> Fitted:
    """The ensemble of such findings with what made it."""
    about = {
        "until": until,
        "code": "1.2.3+abc",
        "plan": {"seed": 7, "drift": {"memory": 1.0}},
        "not_reconciled": ["x"],
    }
    return Fitted(of.worlds, about)


RIGHT = {
    ("capex", "Meta"): 0.1,
    ("revenue_run_rate", "OpenAI"): -0.1,
    ("tokens_processed_per_week", "OpenRouter"): 0.05,
}
"""Planted errors of a good model, ln (forecast / figure)."""


def marks_of(errors: Mapping[tuple[str, str], float] | None = None, wide: bool = True) -> list[Mark]:
    """Marks of a model with planted errors, and of baselines that miss by 0.5 (no change) and 0.8 (log-linear)."""
    found = []
    for (series, entity), error in (errors or RIGHT).items():
        for place, months in enumerate((1.0, 2.0, 5.0, 9.0)):
            for method, miss in (("no_change", -0.5), ("log_linear", 0.8), ("drift", 0.6), ("model", error)):
                off = miss * (1 + 0.1 * place)
                inside = abs(off) < (0.9 if wide else 0.01)
                found.append(Mark(method, series, entity, f"f{place}", months, abs(off), off, inside, inside))
    return found


def tables_of(errors: Mapping[tuple[str, str], float] | None = None, wide: bool = True) -> dict[str, pd.DataFrame]:
    """Tables of a hindcast with planted errors."""
    marks = marks_of(errors, wide)
    return {"scores": score_table(marks), "skill": skill_table(marks, "model"), "pairs": pair_table(marks)}
