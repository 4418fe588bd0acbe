"""The golden run: one seeded world whose outputs change only on purpose.

A change that moves it is made visible here. When it is meant, write the table anew with

    python -m tests.test_golden

and say in CHANGELOG.md what moved and why.
"""

import csv
from pathlib import Path

import pytest

from jevons import Scenario, simulate

GOLDEN = Path(__file__).with_name("golden.csv")
MONTHS = ("2023-06", "2024-06", "2025-12", "2028-06", "2030-12")
SERIES = (
    "tokens_fresh",
    "tokens_cached",
    "tokens_output",
    "tokens_google",
    "tokens_china",
    "unserved_share",
    "price_paid",
    "rent",
    "shipped_h100e",
    "inference_share",
    "power_gw",
    "energy_per_query",
    "capex_big4",
    "revenue_nvidia",
    "chat_users_openai",
    "work_demanded",
)


def table() -> dict[tuple[str, str], float]:
    """Outputs of the golden world by month and series."""
    series = simulate(Scenario(name="golden", users=1000, end="2030-12", seed=20260318)).series()
    rows = series.set_index(series["month"].dt.strftime("%Y-%m"))
    return {(month, name): float(rows.loc[month, name]) for month in MONTHS for name in SERIES}


def test_the_golden_run_has_not_moved() -> None:
    """To nine digits: elsewhere processors round the last ones differently."""
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        golden = {(row["month"], row["series"]): float(row["value"]) for row in csv.DictReader(file)}
    found = table()
    assert golden.keys() == found.keys()
    moved = {key: (golden[key], found[key]) for key in golden if found[key] != pytest.approx(golden[key], rel=1e-9)}
    assert not moved, f"the golden run moved; if on purpose: see the top of this file. {moved}"


def write() -> None:
    """Write the table anew."""
    with GOLDEN.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("month", "series", "value"))
        out.writerows((month, name, f"{value:.12g}") for (month, name), value in table().items())


if __name__ == "__main__":
    write()
