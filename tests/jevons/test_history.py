"""`jevons history`: the table, the document, the chart, and what is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jevons.calibration.operators import OPERATORS
from jevons.cli import app
from jevons.cli.history import Series


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, object]], Path]:
    chart = tmp_path_factory.mktemp("charts") / "history.png"
    done = CliRunner().invoke(app, ["history", "--users", "500", "--json", "--plot", str(chart)])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout), chart


def test_every_operator_with_figures_has_a_row_with_its_keys(told: tuple[list[dict[str, object]], Path]) -> None:
    rows, chart = told
    assert {(row["series"], row["entity"]) for row in rows} == {(o.series, o.entity) for o in OPERATORS}
    assert all(set(row) == {"series", "entity", "points", "median_abs_log10", "weak"} for row in rows)
    assert all(isinstance(row["points"], int) and row["points"] > 0 for row in rows)
    assert {row["series"] for row in rows if row["weak"]} == {"inference_share"}
    assert chart.read_bytes().startswith(b"\x89PNG")


def test_the_table_says_which_series_are_beyond_a_factor_of_two() -> None:
    done = CliRunner().invoke(app, ["history", "--users", "500"])
    lines = done.stdout.splitlines()
    beyond = sum(line.endswith("beyond x2") for line in lines)
    weak = sum(line.endswith("(weak source)") for line in lines)
    held = len(OPERATORS) - weak
    assert weak == 2
    assert lines[-1] == f"{held - beyond} of {held} series within a factor of 2 at their median"
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize(
    ("off", "met", "said"),
    [(0.3, True, "x2.00"), (0.31, False, "x2.04 beyond x2"), (None, False, "no value")],
)
def test_a_factor_of_two_is_0_3_in_logarithms(off: float | None, met: bool, said: str) -> None:
    row = Series("rent", "somebody", 3, off, weak=False)
    assert row.met == met
    assert row.off.strip() == said


def test_a_chart_needs_a_folder(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["history", "--plot", str(tmp_path / "nowhere" / "a.png")])
    assert done.exit_code == 2
    assert "there is no folder" in done.output + done.stderr
