"""Stored runs come back as they were, with the same bytes every time, or not at all."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from jevons.market.outputs import OUTPUTS, SUMMARY
from jevons.market.result import Result
from jevons.runs.manifest import StoreError, ensemble_manifest
from jevons.runs.store import write_ensemble, write_run
from jevons.runs.stored import TABLES, Ensemble, read_ensemble, read_table
from jevons.runs.summaries import stack

WRITE_SLOWLY = """
import sys, time
from pathlib import Path
from jevons.runs.folder import whole_folder
with whole_folder(Path(sys.argv[1])) as draft:
    (draft / "series.parquet").write_bytes(b"half")
    print("half", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def ensemble(small_result: Result) -> Ensemble:
    """Two members, the second a copy with all series doubled."""
    first = small_result.series()
    second = first.assign(**{name: 2.0 * first[name] for name in SUMMARY})
    return Ensemble(
        series=stack([first, second]),
        verdicts=pd.DataFrame({"run": [0, 1], "growth_usd": [1 / 3, 2 / 3], "scarcity_cause": ["power", None]}),
        ledger=pd.DataFrame({"run": [0, 1], "factor": ["users", "users"], "contribution": [0.1, 1e-12]}),
        breakdown=pd.DataFrame({"run": [0, 1], "part": ["chat", "chat"], "contribution": [0.1, 1e-12]}),
        shares=pd.DataFrame({"verdict": ["outrun"], "name": ["demand.chat_fee"], "share": [0.1]}),
        flips=pd.DataFrame({"verdict": ["outrun"], "name": ["demand.chat_fee"], "quantile": [np.nan]}),
        predictions=pd.DataFrame({"run": [0, 1], "capex: Meta": np.array([1.5, 2.5], dtype=np.float32)}),
        draws=pd.DataFrame({"run": [0, 1], "demand.price_elasticity": [-0.3, 1.2]}),
        manifest=ensemble_manifest(small_result.world.scenario, 2),
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_an_ensemble_comes_back_in_single_precision(ensemble: Ensemble, tmp_path: Path) -> None:
    back = read_ensemble(write_ensemble(ensemble, tmp_path / "out"))
    pd.testing.assert_frame_equal(back.series, ensemble.series, rtol=1e-7)
    single = ensemble.series["spend"].to_numpy().astype(np.float32).astype(np.float64)
    np.testing.assert_array_equal(back.series["spend"].to_numpy(), single)


def test_verdicts_ledger_and_draws_come_back_exactly(ensemble: Ensemble, tmp_path: Path) -> None:
    back = read_ensemble(write_ensemble(ensemble, tmp_path / "out"))
    for table in ("verdicts", "ledger", "draws"):
        pd.testing.assert_frame_equal(getattr(back, table), getattr(ensemble, table), rtol=0, atol=0)


def test_the_manifest_comes_back_with_a_digest_of_every_table(ensemble: Ensemble, tmp_path: Path) -> None:
    back = read_ensemble(write_ensemble(ensemble, tmp_path / "out"))
    files = back.manifest["files"]
    assert {**ensemble.manifest, "files": files} == dict(back.manifest)
    assert isinstance(files, dict)
    assert set(files) == {f"{table}.parquet" for table in TABLES}


def test_an_ensemble_has_the_same_bytes_every_time(ensemble: Ensemble, tmp_path: Path) -> None:
    first = contents(write_ensemble(ensemble, tmp_path / "a"))
    time.sleep(1.1)  # a date in a file, in seconds, would show
    assert contents(write_ensemble(ensemble, tmp_path / "b")) == first


def test_a_run_has_the_same_bytes_every_time(small_result: Result, tmp_path: Path) -> None:
    assert contents(write_run(small_result, tmp_path / "a")) == contents(write_run(small_result, tmp_path / "b"))


def test_a_stored_run_holds_its_series_and_every_output(small_result: Result, tmp_path: Path) -> None:
    out = write_run(small_result, tmp_path / "out")
    assert {path.stem for path in (out / "outputs").iterdir()} == set(OUTPUTS)
    series = read_table(out / "series.parquet")
    assert list(series.columns) == ["run", "month", *SUMMARY]
    np.testing.assert_allclose(series["spend"], small_result.series()["spend"], rtol=1e-7)


def test_a_stored_output_leaves_out_zeros_and_what_is_undefined(small_result: Result, tmp_path: Path) -> None:
    out = write_run(small_result, tmp_path / "out")
    stored = read_table(out / "outputs" / "tokens_served.parquet")
    assert (stored["tokens_served"] > 0.0).all()
    total = float(small_result["tokens_served"].sum())
    assert stored["tokens_served"].sum() == pytest.approx(total, rel=1e-6)
    assert read_table(out / "outputs" / "price.parquet")["price"].notna().all()


def test_a_stored_column_carries_its_unit_and_meaning(small_result: Result, tmp_path: Path) -> None:
    out = write_run(small_result, tmp_path / "out")
    used = pq.read_schema(out / "outputs" / "resource_usd.parquet").field("resource_usd").metadata
    needed = pq.read_schema(out / "series.parquet").field("resource_usd").metadata
    assert used[b"unit"] == needed[b"unit"] == b"USD/month"
    assert used[b"meaning"] != needed[b"meaning"]


def test_writing_again_replaces_the_tables_and_leaves_other_files(ensemble: Ensemble, tmp_path: Path) -> None:
    out = write_ensemble(ensemble, tmp_path / "out")
    (out / "notes.txt").write_text("mine")
    write_ensemble(replace(ensemble, draws=ensemble.draws.head(1)), out)
    assert len(read_ensemble(out).draws) == 1
    assert (out / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_while_writing_leaves_nothing(
    ensemble: Ensemble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jevons.runs.store.write_manifest", fail)
    with pytest.raises(KeyboardInterrupt):
        write_ensemble(ensemble, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("blow", "left"), [(signal.SIGINT, 0), (signal.SIGKILL, 1)])
def test_a_process_that_is_stopped_in_the_middle_leaves_no_folder(
    blow: signal.Signals, left: int, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", WRITE_SLOWLY, str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half\n"
        os.kill(writer.pid, blow)
        writer.wait(timeout=30)
    assert not out.exists()
    drafts = list(tmp_path.iterdir())
    assert len(drafts) == left  # nobody can tidy up after SIGKILL; the draft is hidden and never read
    assert all(draft.name.startswith(".out-") for draft in drafts)


def test_a_file_in_place_of_the_folder_is_refused_and_kept(ensemble: Ensemble, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(NotADirectoryError, match="out is a file"):
        write_ensemble(ensemble, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_table_from_another_run_is_found_out(ensemble: Ensemble, tmp_path: Path) -> None:
    out = write_ensemble(ensemble, tmp_path / "out")
    other = write_ensemble(replace(ensemble, draws=ensemble.draws.head(1)), tmp_path / "other")
    (other / "draws.parquet").replace(out / "draws.parquet")
    with pytest.raises(StoreError, match=r"draws\.parquet: not the file that manifest\.json was written with"):
        read_ensemble(out)


def test_a_missing_table_is_named(ensemble: Ensemble, tmp_path: Path) -> None:
    out = write_ensemble(ensemble, tmp_path / "out")
    (out / "ledger.parquet").unlink()
    with pytest.raises(StoreError, match=r"ledger\.parquet: missing"):
        read_ensemble(out)


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"manifest\.json: cannot be read: No such file"):
        read_ensemble(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"files": 3}', "\x00"])
def test_a_spoilt_manifest_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(StoreError, match="not a manifest of stored runs"):
        read_ensemble(tmp_path)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_text("no")
    with pytest.raises(StoreError, match="not a Parquet file"):
        read_table(tmp_path / "x.parquet")
    with pytest.raises(StoreError, match="no such file"):
        read_table(tmp_path / "y.parquet")
