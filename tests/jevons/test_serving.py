"""`jevons serving` and `serving-score`: the figures, as a table and as JSON, and what is refused."""

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jevons.cli import app

Command = Callable[..., Result]
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


AGENTS = (
    *("gb200_nvl72", "deepseek_v3", "--precision", "fp4", "--apart", "--input", 8192, "--drafts", 1),
    *("--cached", 0.9, "--sessions", 4, "--offload", "host"),
)


def test_a_frontier_is_a_table_of_120_columns(command: Command) -> None:
    done = command("serving", *AGENTS)
    lines = done.output.splitlines()
    assert lines[0] == "deepseek_v3 on gb200_nvl72"
    said = " ".join(lines[1:3])
    for words in ("fp4", "8,192 tokens in and 1,024 out", "chips of its own", "1 drafted token", "90 % of", "to hosts"):
        assert words in said
    assert max(len(line) for line in lines) <= 120
    rows = [line for line in lines if line.count("|") == 3]
    assert len(rows) >= 6
    assert len({tuple(i for i, sign in enumerate(line) if sign == "|") for line in rows}) == 1
    assert lines[-1] == "Interval: chips measured by others: 5-95 % is x0.48 to x2.10 (docs/serving.md)"


def test_json_carries_all(command: Command) -> None:
    told = json.loads(command("serving", *AGENTS, "--utilisation", 0.5, "--json").output)
    assert told["techniques"]["offload"] == "host"
    assert (told["precision"], told["prefill"], told["utilisation"]) == ("fp4", "gb200_nvl72", 0.5)
    users = [point["user_tok_s"] for point in told["points"]]
    assert users == sorted(users)
    assert told["fastest_user_tok_s"] == users[-1] == told["speeds"][-1]["user_tok_s"]
    full = json.loads(command("serving", *AGENTS, "--json").output)
    for row, paid in zip(full["speeds"], told["speeds"], strict=True):
        assert row["chip_tok_s_5"] < row["chip_tok_s"] < row["chip_tok_s_95"]
        for bill in (row["usd_mtok"], row["joules_token"]):
            prompt = (1.0 - row["hit"]) * bill["fresh"] + row["hit"] * bill["cached"]
            assert bill["all_in"] == pytest.approx(bill["output"] + 8.0 * prompt, rel=0.02)
            assert bill["all_in_5"] < bill["all_in"] < bill["all_in_95"]
        assert paid["usd_mtok"]["all_in"] == pytest.approx(2.0 * row["usd_mtok"]["all_in"])
        assert paid["joules_token"] == row["joules_token"]


def test_the_table_has_the_figures_of_the_json(command: Command) -> None:
    (row,) = json.loads(command("serving", "h100", "llama_3_8b", "--speed", 42, "--json").output)["speeds"]
    (line,) = [
        line for line in command("serving", "h100", "llama_3_8b", "--speed", 42).output.splitlines() if "42" in line
    ]
    rate, usd, joules, run = (part.split() for part in line.split("|"))
    assert float(rate[0]) == row["user_tok_s"] == 42.0
    assert float(rate[1].replace(",", "")) == pytest.approx(row["chip_tok_s"], rel=0.01)
    for cells, bill in ((usd, row["usd_mtok"]), (joules, row["joules_token"])):
        kinds = [bill[name] for name in ("fresh", "cached", "output", "all_in")]
        assert [float(cell) for cell in cells] == pytest.approx(kinds, rel=0.05)
    assert run == [f"{row['chips']:.0f}", "x", f"{row['batch']:.0f}"]


def test_the_replica_that_is_named_is_one_that_serves_so_fast(command: Command) -> None:
    told = json.loads(command("serving", "b200", "deepseek_v3", "--precision", "fp4", "--json").output)
    points = {(point["chips"], point["batch"]): point["user_tok_s"] for point in told["points"]}
    for row in told["speeds"]:
        assert points[row["chips"], row["batch"]] >= row["user_tok_s"] * (1.0 - 1e-9)


@pytest.mark.parametrize(
    ("machine", "model", "words"),
    [
        (
            "cerebras_cs3",
            "llama_3_70b",
            "no public measurement of this vendor's machines at work for many: 5-95 % is x0.44 to x2.28",
        ),
        ("m5_max", "llama_3_70b", "users' machines, of which some were measured by others: 5-95 % is x0.58"),
        ("rubin", "llama_3_70b", "a chip that nobody has measured, of a vendor whose others were: 5-95 % is x0.46"),
    ],
)
def test_the_foot_says_what_the_interval_rests_on(command: Command, machine: str, model: str, words: str) -> None:
    assert words in command("serving", machine, model).output


def test_a_machine_that_runs_one_way_has_one_row(command: Command) -> None:
    """What is not sold, as a cached token on chip, has a dash."""
    done = command("serving", "cerebras_cs3", "llama_3_70b")
    (row,) = [line for line in done.output.splitlines() if line.endswith(" x 24")]
    assert " - " in row


def test_a_slower_speed_than_a_machine_has_is_answered_by_what_it_does(command: Command) -> None:
    told = json.loads(command("serving", "m5_max", "llama_3_70b", "--speed", 1, "--json").output)
    assert told["speeds"][0]["user_tok_s"] == told["fastest_user_tok_s"]


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        ("vera_cpu_rack", "runs 16,000 agents' sandboxes at once: 1,600 tool calls a second"),
        ("cmx_storage", "holds caches of 15 billion tokens of deepseek_v3"),
    ],
)
def test_machines_that_serve_no_tokens_answer_for_what_they_do(command: Command, machine: str, words: str) -> None:
    said = command("serving", machine, "deepseek_v3").output
    assert words in said.replace("\n", " ")
    assert "within a factor of 2" in said.replace("\n", " ")
    assert max(map(len, said.splitlines())) <= 120
    told = json.loads(command("serving", machine, "deepseek_v3", "--json").output)
    assert told["high"] == pytest.approx(4.0 * told["low"])


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("--plot", "h100", "llama_3_8b"), "serving_h100_llama_3_8b.png"),
        (("h100", "llama_3_8b", "--plot"), "serving_h100_llama_3_8b.png"),
        (("h100", "llama_3_8b", "--plot", "--drafts", 1), "serving_h100_llama_3_8b.png"),
        (("h100", "llama_3_8b", "--plot", "one.png"), "one.png"),
    ],
)
def test_a_chart_is_written_where_it_is_wanted(
    command: Command, folder: Path, arguments: tuple[object, ...], name: str
) -> None:
    done = command("serving", *arguments)
    assert done.exit_code == 0
    assert done.output.splitlines()[-1] == f"Chart: {name}"
    assert [path.name for path in folder.iterdir()] == [name]
    assert (folder / name).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("abacus", "llama_3_8b"), "there are a100"),
        (("vera_cpu_rack", "eliza"), "model 'eliza' is not in the catalogue"),
        (("h100", "llama_3_8b", "--output", 0), "output_tokens 0: must lie above 0"),
        (("h100", "llama_3_8b", "--speed", -1), "speed -1 tokens/s: must lie above 0"),
        (("h100", "llama_3_8b", "--speed", 4000), r"speed 4000 tokens/s: llama_3_8b on h100 reaches"),
        (("h100", "llama_3_8b", "--offload", "tape"), "offload 'tape' is not known; there are none, host, flash"),
        (("h100", "llama_3_8b", "--utilisation", 0), "utilisation 0: must lie above 0, up to 1"),
        (("h100", "llama_3_8b", "--prefill", "m5_max"), "prefill 'm5_max' (local)"),
        (("h100", "llama_3_8b", "--prefill", "b200", "--beside"), "beside: h100 has memory of its own"),
        (("h100", "llama_3_8b", "--plot", "no/x.png"), "--plot no/x.png: there is no folder no"),
        (("h100", "llama_3_8b", "--plot", "x.jpg"), "--plot x.jpg: name a file that ends in .png"),
        (("vera_cpu_rack", "llama_3_8b", "--plot"), "--plot: vera_cpu_rack serves no tokens"),
    ],
)
def test_what_no_machine_can_do_is_refused_in_one_line(
    refused: Callable[..., str], arguments: tuple[object, ...], words: str
) -> None:
    assert words in refused("serving", *arguments)


def test_a_chart_that_cannot_be_written_is_refused_in_one_line(refused: Callable[..., str], folder: Path) -> None:
    (folder / "taken.png").mkdir()
    assert "--plot taken.png: cannot be written" in refused("serving", "h100", "llama_3_8b", "--plot", "taken.png")
