"""Rows of benchmarks: what is read, what is left out and why, and what is refused."""

import csv
from pathlib import Path

import pytest

from jevons.calibration.cells import EvidenceError
from jevons.calibration.serving.rows import COLUMNS, SCORED, read_rows

ONE = {
    "id": "x1",
    "group": "infmax_agg",
    "hardware": "h100",
    "n_gpus": "8",
    "framework": "vllm",
    "model_key": "l70b",
    "weight_prec": "fp8",
    "isl": "1000",
    "osl": "2000",
    "concurrency": "64",
    "tp": "8",
    "ep": "1",
    "dp_attn": "0",
    "disagg": "0",
    "out_tok_s_gpu": "500",
    "interactivity_tok_s_user": "62",
}


def written(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    """A file of rows with these columns; cells that a row does not give are empty."""
    path = folder / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    return path


def test_the_rows_that_ship_are_all_scored_or_left_out_for_a_reason() -> None:
    rows, skipped = read_rows()
    assert len(rows) == 365
    assert len(rows) + len(skipped) == 482
    assert {row.group for row in rows} == set(SCORED)
    assert all(one.reason for one in skipped)
    assert len({row.id for row in rows} | {one.id for one in skipped}) == 482


def test_lengths_of_inferencex_are_nine_tenths_of_what_it_names(tmp_path: Path) -> None:
    (row,), _ = read_rows(written(tmp_path, ONE))
    assert (row.prompt, row.answer) == (900.0, 1800.0)
    assert (row.decode_chips, row.replicas, row.batch) == (8.0, 1.0, 64.0)
    assert row.watts is row.joules is None


def test_mlperf_spreads_its_load_over_all_replicas(tmp_path: Path) -> None:
    """72 chips in replicas of 8: nine of them share 900 sequences."""
    (row,), _ = read_rows(written(tmp_path, {**ONE, "group": "mlperf", "n_gpus": "72", "concurrency": "900"}))
    assert row.replicas == 9.0
    assert row.batch / row.replicas == 100.0


def test_prefill_apart_has_chips_of_its_own(tmp_path: Path) -> None:
    apart = {"disagg": "1", "n_gpus": "36", "n_prefill_gpu": "4", "n_decode_gpu": "32", "n_decode_workers": "4"}
    (row,), _ = read_rows(written(tmp_path, {**ONE, **apart, "group": "infmax_disagg"}))
    assert row.disaggregated
    assert (row.decode_chips, row.replicas, row.prefill_chips) == (8.0, 4.0, 4.0)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"group": "agentic"}, "agentic"),
        ({"hardware": "abacus"}, "abacus"),
        ({"model_key": "eliza"}, "eliza"),
        ({"weight_prec": "int2"}, "int2"),
        ({"concurrency": ""}, "concurrency"),
        ({"flag": "exclude_fit:host-bound"}, "host-bound"),
    ],
)
def test_what_cannot_be_scored_is_left_out_with_the_reason(tmp_path: Path, change: dict[str, str], word: str) -> None:
    rows, (skipped,) = read_rows(written(tmp_path, {**ONE, **change}))
    assert not rows
    assert word in skipped.reason


@pytest.mark.parametrize(
    ("change", "words"),
    [({"n_gpus": "0"}, "n_gpus 0"), ({"osl": "-5"}, "osl -5"), ({"tp": "many"}, "tp 'many'"), ({"osl": ""}, "osl")],
)
def test_a_wrong_number_is_refused_with_its_line(tmp_path: Path, change: dict[str, str], words: str) -> None:
    with pytest.raises(EvidenceError, match=r"rows\.csv, line 2 \(x1\): ") as refused:
        read_rows(written(tmp_path, {**ONE, **change}))
    assert words in str(refused.value)


def test_a_file_without_the_columns_or_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="columns missing: flag"):
        read_rows(written(tmp_path, ONE, columns=COLUMNS[:-1]))
    with pytest.raises(EvidenceError, match="has no rows"):
        read_rows(written(tmp_path))
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_rows(tmp_path / "nowhere.csv")
