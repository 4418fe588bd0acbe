"""Stored ensembles, read back: all of their tables, or what they found without the months.

Reading needs none of the model: an answer that is stored is told in less than a second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from jevons.runs.manifest import StoreError, read_manifest

SERIES: Final = "series"
FOUND: Final = ("verdicts", "ledger", "breakdown", "draws", "shares", "flips")
TABLES: Final = (SERIES, "predictions", *FOUND)
FORM: Final = "variants."
"""Before the name of an equation with several forms, in the columns of what was drawn."""
_NO_SCORES: Final = ("run", "seed")


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """What a stored ensemble found, without its series, which are most of it."""

    verdicts: pd.DataFrame
    ledger: pd.DataFrame
    breakdown: pd.DataFrame
    draws: pd.DataFrame
    shares: pd.DataFrame
    flips: pd.DataFrame
    manifest: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Ensemble(Verdicts):
    """A stored ensemble, read back; the tables of `Tables`, series in double precision again."""

    series: pd.DataFrame
    predictions: pd.DataFrame


def scores_of(draws: pd.DataFrame) -> pd.DataFrame:
    """The scores of unknowns in what was drawn for an ensemble, a column each, without runs, seeds and forms."""
    return draws.drop(columns=[name for name in draws if name in _NO_SCORES or str(name).startswith(FORM)])


def forecast_folder(folder: str | Path) -> Path:
    """The folder that a forecast is to be read from.

    Raises:
        StoreError: there is none, with how to make one.
    """
    place = Path(folder)
    if not place.is_dir():
        raise StoreError(f"{place}: no such folder; `jevons forecast` makes one")
    return place


def read_ensemble(folder: str | Path) -> Ensemble:
    """Read what `write_ensemble` stored.

    Raises:
        StoreError: not such a folder, or files that do not belong together.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    return Ensemble(**_tables(place, TABLES), manifest=manifest)


def read_verdicts(folder: str | Path) -> Verdicts:
    """Read the verdicts, the ledger and the draws of what `write_ensemble` stored.

    Raises:
        StoreError: not such a folder, or files that do not belong together.
    """
    place = Path(folder)
    manifest = read_manifest(place, {f"{name}.parquet" for name in FOUND})
    return Verdicts(**_tables(place, FOUND), manifest=manifest)


def read_predictions(folder: str | Path) -> pd.DataFrame:
    """Read what the observation operators make of each stored run: `run`, `month` and a column an operator.

    Raises:
        StoreError: there is no such folder, or files that do not belong together.
    """
    place, name = forecast_folder(folder), "predictions"
    manifest = read_manifest(place, {f"{name}.parquet"})
    if f"{name}.parquet" not in dict(manifest["files"]):  # type: ignore[call-overload]
        raise StoreError(f"{place}: made by another version of Jevons; store the forecast again")
    return _tables(place, (name,))[name]


def _tables(place: Path, names: Sequence[str]) -> dict[str, pd.DataFrame]:
    return {name: read_table(place / f"{name}.parquet") for name in names}


def read_table(file: Path) -> pd.DataFrame:
    """One stored table, its numbers in double precision.

    Raises:
        StoreError: no such file, or not a table.
    """
    try:
        table = pq.read_table(file).to_pandas()
    except FileNotFoundError:
        raise StoreError(f"{file}: no such file") from None
    except pa.ArrowInvalid:
        raise StoreError(f"{file}: not a Parquet file") from None
    single = table.columns[table.dtypes == np.float32]
    wider: pd.DataFrame = table.astype(dict.fromkeys(single, np.float64))
    return wider
