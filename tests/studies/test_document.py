"""What a program is told of runs: the parts that one run and the ledger add to the document of a command.

Quantiles, shares and months are held by tests/jevons/test_document.py, through the command's own document.
"""

import json
import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from jevons.market.outputs import SUMMARY
from jevons.market.scenario import Scenario
from jevons.studies.document import document, ledger_document, run_document
from jevons.studies.sentences import CAVEAT, Sentences

SAID = Sentences("Yes.", "Growth.", "Rebound.", "Scarcity.")
SCENARIO = Scenario(name="mine", end="2031-06")


@dataclass(frozen=True)
class Invented:
    """One run whose series count months from 2023-01, undefined in the second, with a ledger of two factors."""

    manifest: dict[str, object] = field(default_factory=lambda: {"seed": 1})

    @property
    def series(self) -> pd.DataFrame:
        months = SCENARIO.calendar.dates
        counted = np.where(np.arange(len(months)) == 1, np.nan, np.arange(len(months)))
        return pd.DataFrame({"run": 0, "month": months, **dict.fromkeys(SUMMARY, counted)})

    @property
    def verdicts(self) -> pd.DataFrame:
        return pd.DataFrame(
            {"run": [0], "growth_usd": [math.inf], "rebound_usd": [math.nan], "scarcity_cause": ["chips"]}
        )

    @property
    def ledger(self) -> pd.DataFrame:
        rows = [(0, "usd", "users", 0.5), (0, "usd", "hardware", -0.25), (0, "kwh", "users", math.nan)]
        return pd.DataFrame(rows, columns=["run", "resource", "factor", "contribution"])


def test_a_run_is_told_at_every_month_and_null_where_it_is_not_defined() -> None:
    told = run_document(Invented(), SCENARIO, SAID, ["spend", "power_gw"])
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    series = told["series"]
    assert isinstance(series, dict)
    assert list(series) == ["spend", "power_gw"]
    assert series["spend"]["unit"] == "USD/month"
    values = series["spend"]["values"]
    assert list(values)[:3] == ["2023-01", "2023-02", "2023-03"]
    assert list(values.values())[:3] == [0.0, None, 2.0]
    assert len(values) == 102


def test_no_number_that_json_does_not_know_is_told() -> None:
    told = run_document(Invented(), SCENARIO, SAID, [])
    assert told["verdicts"] == {"growth_usd": None, "rebound_usd": None, "scarcity_cause": "chips"}
    assert told["series"] == {}


def test_words_and_manifest_are_those_of_the_document() -> None:
    one, whole = run_document(Invented(), SCENARIO, SAID, []), document(Invented(), SCENARIO, SAID)
    for name in set(whole) - {"series"}:
        assert one[name] == whole[name], name
    assert one["caveat"] == CAVEAT


def test_the_ledger_is_told_by_resource_and_factor_in_its_order() -> None:
    assert ledger_document(Invented().ledger) == {"usd": {"users": 0.5, "hardware": -0.25}, "kwh": {"users": None}}


def test_the_ledger_of_several_runs_is_their_mean() -> None:
    """Users bring 0.5 in one run and 1.5 in the other: 1 on average; hardware -0.25 in the first alone."""
    more = pd.DataFrame([(1, "usd", "users", 1.5)], columns=["run", "resource", "factor", "contribution"])
    told = ledger_document(pd.concat([Invented().ledger, more], ignore_index=True))
    assert told["usd"] == {"users": 1.0, "hardware": -0.25}
