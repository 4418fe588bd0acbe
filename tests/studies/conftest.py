"""Invented worlds with the shape of a forecast: smooth growth, seeded luck, published points nearby."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.evidence import Observation
from jevons.calibration.history import compare_forecast
from jevons.calibration.operators import OPERATORS
from jevons.studies import standalone
from jevons.studies.why.tables import FLIP_COLUMNS, SHARE_COLUMNS, Why, nothing_known
from jevons.studies.window import Window

MONTHS = pd.date_range("2023-01-01", "2035-12-01", freq="MS")
BASE = 38  # 2026-03
END = 95  # 2030-12
RESOURCES = ("usd", "kwh", "h100e")

# Value in 2023-01, growth a year to the base month, growth a year after it, spread at the end (ln).
SHAPES = {
    "tokens_fresh": (1.6e12, 7.5, 2.2, 0.9),
    "tokens_cached": (3e11, 18.0, 2.9, 1.1),
    "tokens_output": (7e11, 6.0, 2.1, 0.8),
    "tokens_agentic": (1e11, 20.0, 2.9, 1.1),
    "tokens_google": (2e11, 15.0, 2.3, 0.9),
    "tokens_china": (1e11, 17.0, 2.4, 0.9),
    "price_paid": (6.0, 0.5, 0.75, 0.5),
    "price_at_capability": (37.5, 0.1, 0.35, 0.7),
    "rent": (3.6, 0.9, 0.95, 0.35),
    "installed_h100e": (5e5, 3.1, 1.9, 0.6),
    "shipped_h100e": (6.3e5, 3.1, 1.9, 0.6),
    "power_gw": (0.8, 2.4, 1.5, 0.45),
    "energy_twh": (0.5, 2.4, 1.5, 0.45),
    "emissions_mt": (0.2, 2.3, 1.45, 0.45),
    "energy_per_query": (2.6, 0.5, 0.85, 0.5),
    "spend": (3e8, 4.5, 1.6, 0.6),
    "capex_big4": (1.25e10, 1.45, 1.25, 0.3),
    "revenue_nvidia": (1.4e9, 2.3, 1.3, 0.4),
    "chat_users_openai": (5e7, 2.6, 1.15, 0.2),
    "resource_usd": (4e8, 3.3, 1.55, 0.6),
    "resource_kwh": (4e8, 2.4, 1.5, 0.5),
    "resource_h100e_hours": (3e8, 2.9, 1.8, 0.6),
}
PUBLISHED = {  # (series, entity) of an operator: first month, months between, points
    ("tokens_processed_per_month", "Google (all surfaces)"): (15, 6, 4),
    ("tokens_processed_per_day", "China (national)"): (12, 6, 5),
    ("price_at_capability", "GPT-4 level (MMLU>=86)"): (2, 4, 9),
    ("gpu_rental_price_h100_neocloud_index", "Silicon Data SDH100RT"): (14, 2, 11),
    ("cumulative_ai_compute_shipped_h100e", "NVIDIA, Google TPU, AMD and Trainium"): (11, 3, 9),
    ("energy_per_query", "ChatGPT (de Vries 2023)"): (9, 1, 1),
    ("energy_per_query", "Google Gemini median text prompt"): (16, 11, 2),
    ("ai_chip_power_gw", "world (Epoch AI)"): (36, 1, 1),
    ("datacenter_revenue", "NVIDIA"): (2, 3, 12),
    ("capex", "Alphabet, Amazon, Meta and Microsoft"): (2, 3, 12),
    ("weekly_active_users", "ChatGPT"): (3, 4, 9),
}
FACTORS = {  # ln units from base to end: mean, spread
    "users": (0.9, 0.25),
    "pipelines_per_user": (0.7, 0.3),
    "tasks_per_pipeline": (0.8, 0.35),
    "calls_per_task": (1.1, 0.5),
    "tokens_per_call": (0.6, 0.3),
    "work_per_token": (-0.5, 0.2),
    "uncounted": (-0.1, 0.3),
    "model_size": (-1.0, 0.3),
    "software": (-0.7, 0.25),
    "hardware": (-0.9, 0.2),
    "utilisation": (-0.2, 0.15),
}


@dataclass(frozen=True)
class Invented:
    """What `write_report` needs of a forecast, with made-up numbers."""

    series: pd.DataFrame
    verdicts: pd.DataFrame
    ledger: pd.DataFrame
    breakdown: pd.DataFrame
    shares: pd.DataFrame
    flips: pd.DataFrame
    history: pd.DataFrame
    window: Window = field(default_factory=Window)


def invent(runs: int, seed: int = 7) -> Invented:
    """A forecast of so many invented runs."""
    luck = np.random.default_rng(seed)
    ledger = _ledger(runs, luck)
    series = _series(runs, luck)
    why = _why() if runs > 1 else nothing_known()
    verdicts = _verdicts(runs, ledger, luck)
    return Invented(series, verdicts, ledger, _breakdown(ledger), why.shares, why.flips, _history(series, luck))


def _breakdown(ledger: pd.DataFrame) -> pd.DataFrame:
    """All of it by chat."""
    total = ledger.groupby(["run", "resource"], as_index=False)["contribution"].sum()
    return total.assign(dimension="workload", part="chat")


def _why() -> Why:
    """Two parameters and a form for each verdict; the second parameter turns it."""
    shares, flips = [], []
    for verdict, (centre, low, high) in {
        "outrun": (3.0, 2.0, 5.0),
        "backfire": (0.7, 0.4, 0.9),
        "scarce": (0.4, 0.1, 0.49),
    }.items():
        other = -1.0 if verdict == "backfire" else 0.5
        turned = {"outrun": 0.8, "backfire": 1.2, "scarce": 0.7}[verdict]
        shares += [
            (verdict, "demand.price_elasticity", 0.3, 0.05, other, 200),
            (verdict, "workloads.theta", 0.2, 0.04, 0.4, 200),
        ]
        flips += [
            (
                verdict,
                "demand.price_elasticity",
                centre,
                low,
                high,
                np.nan,
                np.nan,
                "exponent",
                "elasticity of the number of tasks",
            ),
            (verdict, "workloads.theta", centre, turned, high, 0.2, np.nan, "exponent", "calls grow as length ^ this"),
            (verdict, "variants.horizon=plateau", centre, low, low, np.nan, np.nan, "", "form of an equation"),
        ]
    return Why(pd.DataFrame(shares, columns=list(SHARE_COLUMNS)), pd.DataFrame(flips, columns=list(FLIP_COLUMNS)))


def _series(runs: int, luck: np.random.Generator) -> pd.DataFrame:
    years = np.arange(len(MONTHS)) / 12
    before, after = np.minimum(years, BASE / 12), np.maximum(years - BASE / 12, 0)
    frame: dict[str, np.ndarray] = {
        "run": np.repeat(np.arange(runs), len(MONTHS)),
        "month": np.tile(MONTHS.to_numpy(), runs),
    }
    for column, (start, early, late, spread) in SHAPES.items():
        drift = luck.normal(0, 1, (runs, 1))
        ln = np.log(start) + before * np.log(early) * 0.92 + after * np.log(late)
        wobble = 0.04 * luck.normal(0, 1, (runs, len(MONTHS))).cumsum(axis=1)
        frame[column] = np.exp(ln + drift * (0.06 * before + spread * after / 10) + wobble).ravel()
    table = pd.DataFrame(frame)
    table["tokens_total"] = table[["tokens_fresh", "tokens_cached", "tokens_output"]].sum(axis=1)
    swing = np.sin(np.arange(len(table)) / 9) + luck.normal(0, 0.4, len(table))
    table["unserved_share"] = np.clip(0.04 + 0.04 * swing, 0, 1)
    return table


def _ledger(runs: int, luck: np.random.Generator) -> pd.DataFrame:
    rows = [
        pd.DataFrame(
            {
                "run": np.arange(runs),
                "resource": resource,
                "factor": factor,
                "contribution": mean * (1.0 if mean > 0 else 1.0 + 0.15 * shift) + luck.normal(0, spread, runs),
            }
        )
        for shift, resource in enumerate(RESOURCES)
        for factor, (mean, spread) in FACTORS.items()
    ]
    return pd.concat(rows, ignore_index=True)


def _verdicts(runs: int, ledger: pd.DataFrame, luck: np.random.Generator) -> pd.DataFrame:
    growth = np.exp(ledger.groupby(["run", "resource"])["contribution"].sum().unstack())
    verdicts = pd.DataFrame({"run": np.arange(runs)})
    for shift, resource in enumerate(RESOURCES):
        verdicts[f"growth_{resource}"] = growth[resource].to_numpy()
        verdicts[f"rebound_{resource}"] = luck.normal(0.75 + 0.1 * shift, 0.35, runs)
    verdicts["scarcity_share_5"] = luck.beta(1.2, 2.5, runs)
    verdicts["scarcity_at_end_5"] = luck.random(runs) < 0.3
    causes = luck.choice(["power", "chips", "foresight"], runs, p=[0.6, 0.3, 0.1])
    start, told = luck.lognormal(3.0, 0.5, runs), runs == 1 or np.arange(runs) < 30
    verdicts["work_growth"] = start
    for name, part in {"agents": 0.9, "capability": 0.8, "prices": 0.3, "efficiency": 0.2}.items():
        share = np.where((name == "efficiency") | told, part * luck.uniform(0.9, 1.1, runs), np.nan)
        verdicts[f"work_without_{name}"] = start - share * (start - 1.0)
        verdicts[f"caused_{name}"] = share
    verdicts["scarcity_cause"] = pd.Series(causes).where(verdicts["scarcity_share_5"] > 0)
    return verdicts


def _history(series: pd.DataFrame, luck: np.random.Generator) -> pd.DataFrame:
    seen = []
    for operator in OPERATORS:
        first, every, points = PUBLISHED.get((operator.series, operator.entity), (0, 1, 0))
        for at in range(first, first + every * points, every):
            months = {"USD/quarter": 3, "USD/year": 12}.get(operator.unit, 1)
            end = MONTHS[at] + pd.offsets.MonthEnd(0)
            start = (MONTHS[at] - pd.DateOffset(months=months - 1)).date()
            value = months * operator.published(series.groupby("month")[operator.column].median()).iloc[at]
            value *= np.exp(luck.normal(0, 0.15))
            seen.append(
                Observation(
                    id=f"o{len(seen)}", series=operator.series, entity=operator.entity, start=start,
                    end=end.date(), published=end.date(), value=value, unit=operator.unit, low=value * 0.87,
                    high=value * 1.15, kind="company_claim", trust=0.15, use="fit", fact=f"f{len(seen)}",
                    source="invented", url="invented", note="",
                )
            )  # fmt: skip
    return compare_forecast(series, seen)


@pytest.fixture(scope="session")
def ensemble() -> Invented:
    """Forty invented runs."""
    return invent(40)


@pytest.fixture(scope="session")
def single() -> Invented:
    """One invented run."""
    return invent(1)


@pytest.fixture
def only_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that read a page need no pictures beside it: those of `folder`, which is made before, are real."""
    monkeypatch.setattr(standalone, "save_png", lambda figure, path: path.touch())
