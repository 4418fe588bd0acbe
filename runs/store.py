"""Stored runs and ensembles: Parquet tables and a manifest in one folder, written whole or not at all.

Files hold no time of writing and no name of a machine: the same run gives the same bytes. Series and outputs
are stored in single precision, after all identities were computed in double; verdicts and ledgers in double.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from jevons.market.outputs import OUTPUTS, SUMMARY, Column, Output
from jevons.market.result import Result
from jevons.runs.folder import whole_folder
from jevons.runs.manifest import write_manifest
from jevons.runs.stored import SERIES, TABLES

NOTHING: Final[Mapping[str, Column | Output]] = {}


class Findings(Protocol):
    """What an ensemble found; `jevons.studies.forecast.Forecast` has it."""

    @property
    def series(self) -> pd.DataFrame:
        """Summary series, columns `run`, `month` and their names: one row a run and month."""

    @property
    def verdicts(self) -> pd.DataFrame:
        """Verdicts, one row a run."""

    @property
    def ledger(self) -> pd.DataFrame:
        """Contributions to the growth of each resource: run, resource, factor, contribution (ln units)."""

    @property
    def breakdown(self) -> pd.DataFrame:
        """The same by part of a dimension: run, resource, dimension, part, contribution (ln units)."""

    @property
    def shares(self) -> pd.DataFrame:
        """What explains the differences between runs, a row for each verdict and unknown."""

    @property
    def flips(self) -> pd.DataFrame:
        """Where verdicts turn, a row for each verdict and unknown that was tried."""


class Tables(Findings, Protocol):
    """What is stored of an ensemble: what it found and what it was made of."""

    @property
    def predictions(self) -> pd.DataFrame:
        """What the observation operators read of each run, by month: `run`, `month` and a column an operator."""

    @property
    def draws(self) -> pd.DataFrame:
        """What was drawn for each run."""

    @property
    def manifest(self) -> Mapping[str, object]:
        """What made the ensemble."""


def write_run(result: Result, folder: str | Path) -> Path:
    """Store a run: `series.parquet`, every output as `outputs/NAME.parquet`, `manifest.json`.

    Cells of outputs that are zero or undefined are left out.

    Returns:
        The folder.

    Raises:
        NotADirectoryError: the folder is a file.
    """
    out = Path(folder)
    with whole_folder(out) as draft:
        series = result.series()
        series.insert(0, "run", 0)
        write_table(series, draft / f"{SERIES}.parquet", SUMMARY)
        (draft / "outputs").mkdir()
        for name in result.names():
            _write_output(result, name, draft / "outputs" / f"{name}.parquet")
        write_manifest(result.manifest(), draft)
    return out


def write_ensemble(ensemble: Tables, folder: str | Path) -> Path:
    """Store an ensemble: one Parquet file a table and `manifest.json`.

    Returns:
        The folder.

    Raises:
        NotADirectoryError: the folder is a file.
    """
    out = Path(folder)
    with whole_folder(out) as draft:
        for table in TABLES:
            write_table(getattr(ensemble, table), draft / f"{table}.parquet", SUMMARY if table == SERIES else {})
        write_manifest(ensemble.manifest, draft)
    return out


def _write_output(result: Result, name: str, file: Path) -> None:
    frame = result.frame(name)
    values = frame[name].to_numpy()
    write_table(frame[(values != 0.0) & ~np.isnan(values)], file, {name: OUTPUTS[name]})


def write_table(frame: pd.DataFrame, file: Path, declared: Mapping[str, Column | Output] = NOTHING) -> None:
    """Write a table without its index; declared columns in single precision, with unit and meaning."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    table = table.cast(pa.schema([_stored(field, declared.get(field.name)) for field in table.schema]))
    pq.write_table(table, file, compression="zstd")


def _stored(field: pa.Field, declared: Column | Output | None) -> pa.Field:
    if declared is None:
        return field
    return pa.field(field.name, pa.float32(), metadata={"unit": declared.unit, "meaning": declared.meaning})
