"""What a program reads at the end."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jevons.cli.document import document
from jevons.market.outputs import SUMMARY
from jevons.market.scenario import Scenario
from jevons.studies.sentences import Sentences

SAID = Sentences("Yes.", "Growth.", "Rebound.", "Scarcity.")
SCENARIO = Scenario(name="mine", end="2031-06")


@dataclass(frozen=True)
class Invented:
    """Runs whose series count months from 2023-01 and whose first numbers are the runs'."""

    runs: int
    manifest: dict[str, object] = field(default_factory=lambda: {"seed": 1})

    @property
    def series(self) -> pd.DataFrame:
        months = SCENARIO.calendar.dates
        tables = [
            pd.DataFrame({"run": run, "month": months, **dict.fromkeys(SUMMARY, np.arange(len(months)) + run)})
            for run in range(self.runs)
        ]
        return pd.concat(tables, ignore_index=True)

    @property
    def verdicts(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "run": range(self.runs),
                "growth_usd": [0.5 + run for run in range(self.runs)],
                "rebound_usd": [float("nan"), *[0.5 + run for run in range(1, self.runs)]],
                "scarcity_at_end_5": [run % 2 == 0 for run in range(self.runs)],
                "scarcity_cause": ["power" if run < 3 else "chips" for run in range(self.runs)],
            }
        )


def told(found: Invented) -> dict[str, object]:
    """The document of invented runs, once through JSON."""
    out = document(found, SCENARIO, SAID, Path("out/mine"), ["report.html"])
    read: dict[str, object] = json.loads(json.dumps(out, allow_nan=False))
    assert read == out
    return read


def test_one_run_is_told_in_plain_values() -> None:
    assert told(Invented(1))["verdicts"] == {
        "growth_usd": 0.5,
        "rebound_usd": None,
        "scarcity_at_end_5": True,
        "scarcity_cause": "power",
    }


def test_several_runs_are_told_by_quantiles_and_shares() -> None:
    verdicts = told(Invented(5))["verdicts"]
    assert isinstance(verdicts, dict)
    assert verdicts["growth_usd"] == pytest.approx({"low": 0.7, "median": 2.5, "high": 4.3})
    assert verdicts["scarcity_at_end_5"] == pytest.approx(0.6)
    assert verdicts["scarcity_cause"] == pytest.approx({"power": 0.6, "chips": 0.4})


def test_the_share_of_runs_above_one_counts_those_that_are_defined() -> None:
    assert told(Invented(5))["above_one"] == pytest.approx({"growth_usd": 0.8, "rebound_usd": 1.0})
    assert told(Invented(1))["above_one"] == {"growth_usd": 0.0, "rebound_usd": None}


def test_every_series_is_told_at_a_few_months_of_the_run_with_its_unit() -> None:
    series = told(Invented(1))["series"]
    assert isinstance(series, dict)
    assert set(series) == set(SUMMARY)
    spend = series["spend"]
    assert spend["unit"] == "USD/month"
    assert spend["values"] == {
        "2023-12": 11.0,
        "2024-12": 23.0,
        "2025-12": 35.0,
        "2026-03": 38.0,
        "2030-12": 95.0,
        "2031-06": 101.0,
    }


def test_scenario_sentences_manifest_and_files_are_told() -> None:
    read = told(Invented(2))
    assert (read["scenario"], read["runs"], read["answer"]) == ("mine", 2, "Yes.")
    said = {"growth": "Growth.", "rebound": "Rebound.", "scarcity": "Scarcity.", "causes": "", "decides": ""}
    assert read["sentences"] == said
    assert (read["manifest"], read["out"], read["files"]) == ({"seed": 1}, "out/mine", ["report.html"])
