"""`jevons serving` and `serving-score`: the figures, as a table and as JSON, and what is refused."""

import json
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jevons.cli import app

KEYS = {
    "n",
    "median_abs_log_tok_s_gpu",
    "mape_tok_s_gpu",
    "median_abs_log_tok_s_user",
    "watts_mape",
    "joules_mape",
    "skipped",
}


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The first lines of the rows that ship: twenty that are scored, of one group, without watts."""
    text = resources.files("jevons.calibration.serving").joinpath("measurements.csv").read_text(encoding="utf-8")
    path = tmp_path / "few.csv"
    path.write_text("\n".join(text.splitlines()[:21]) + "\n", encoding="utf-8")
    return path


def test_json_has_the_figures_and_what_was_skipped(few: Path) -> None:
    done = CliRunner().invoke(app, ["serving-score", str(few), "--json"])
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert set(told) == KEYS
    assert told["n"] == 20
    assert 0.0 < told["median_abs_log_tok_s_gpu"] < 0.3
    assert told["watts_mape"] is None
    assert told["skipped"] == []


def test_the_table_says_the_same_in_words(few: Path) -> None:
    done = CliRunner().invoke(app, ["serving-score", str(few)])
    assert done.exit_code == 0
    assert "20 rows scored, 0 skipped" in done.output
    assert "not measured" in done.output


def test_what_is_no_file_of_rows_is_refused_in_one_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["serving-score", str(wrong)])
    assert done.exit_code == 2
    assert "columns missing" in done.output + done.stderr


def test_a_frontier_is_a_table_or_json() -> None:
    table = CliRunner().invoke(app, ["serving", "b200", "deepseek_v3", "--precision", "fp4", "--input", "8192"])
    assert table.exit_code == 0
    assert "deepseek_v3 on b200, weights in fp4, 8192 tokens in, 1024 out" in table.output
    assert "not reached" in table.output
    told = json.loads(CliRunner().invoke(app, ["serving", "b200", "deepseek_v3", "--json"]).output)
    users = [point["user_tok_s"] for point in told["points"]]
    assert users == sorted(users)
    assert told["fastest_user_tok_s"] == users[-1]


def test_one_speed_is_one_line() -> None:
    done = CliRunner().invoke(app, ["serving", "h100", "llama_3_8b", "--speed", "42"])
    assert len(done.output.splitlines()) == 4
    assert done.output.splitlines()[2].startswith("      42 tok/s")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["abacus", "llama_3_8b"], "there are a100"),
        (["h100", "llama_3_8b", "--output", "0"], "output_tokens 0: must lie above 0"),
        (["h100", "llama_3_8b", "--speed", "-1"], "speed -1 tokens/s: must lie above 0"),
    ],
)
def test_what_no_machine_can_do_is_refused_in_one_line(arguments: list[str], words: str) -> None:
    done = CliRunner().invoke(app, ["serving", *arguments])
    assert done.exit_code == 2
    assert words in done.output + done.stderr
