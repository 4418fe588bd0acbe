"""Tables on disk: the same bits come back, and whatever is wrong with the folder only costs time."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jevons.market.serving import Architecture, ServingConstants, ServingSystems, ServingTable, build_table
from jevons.market.serving import table as table_module
from jevons.market.serving.kept import MOST, keep, kept

INPUT = [np.array([3.0, 4.0]), np.array([5])]
LAPTOP, WORKSTATION = 42, 44
"""Rows of the catalogue: an M4 Max and an M3 Ultra."""
ARRAYS = {"prompt": np.arange(12, dtype=np.float32).reshape(3, 4), "mine": np.array([0.5, np.inf, -0.0])}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where tables are kept; the user's own stay untouched."""
    monkeypatch.setenv("JEVONS_CACHE", str(tmp_path))
    return tmp_path / "tables"


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npz"))


def assert_same(found: dict[str, Any] | None) -> None:
    assert found is not None
    assert found.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert found[name].tobytes() == array.tobytes()
        assert found[name].shape == array.shape


def test_what_was_kept_comes_back_and_nothing_else_does(folder: Path) -> None:
    assert kept(INPUT) is None
    keep(INPUT, ARRAYS)
    assert_same(kept(INPUT))
    assert [path.name for path in folder.iterdir()] == [path.name for path in files(folder)]


@pytest.mark.parametrize(
    "other",
    [
        [np.array([3.0, 4.0 + 1e-15]), np.array([5])],
        [np.array([3.0, 4.0], dtype=np.float32), np.array([5])],
        [np.array([[3.0, 4.0]]), np.array([5])],
        [np.array([3.0]), np.array([4.0]), np.array([5])],
        [np.array([5]), np.array([3.0, 4.0])],
    ],
)
def test_another_number_type_shape_or_order_is_another_input(other: list[Any], folder: Path) -> None:
    keep(INPUT, ARRAYS)
    assert kept(other) is None
    keep(other, ARRAYS)
    assert len(files(folder)) == 2


def test_other_code_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(INPUT, ARRAYS)
    monkeypatch.setattr("jevons.market.serving.kept.sources_key", lambda sources: "another version")
    assert kept(INPUT) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_no_file(data: st.DataObject, folder: Path) -> None:
    """Cut anywhere, or with any byte of its arrays changed: nothing is found, or what was kept."""
    keep(INPUT, ARRAYS)
    (path,) = files(folder)
    whole = path.read_bytes()
    if data.draw(st.booleans()):
        path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
        assert kept(INPUT) is None
    else:
        damaged = bytearray(whole)
        damaged[data.draw(st.integers(0, whole.index(b"PK\x01\x02") - 1))] ^= data.draw(st.integers(1, 255))
        path.write_bytes(bytes(damaged))
        found = kept(INPUT)
        if found is not None:
            assert_same(found)


def test_a_number_that_was_changed_on_disk_is_not_believed(folder: Path) -> None:
    keep(INPUT, ARRAYS)
    (path,) = files(folder)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(np.float32(7.0).tobytes(), np.float32(8.5).tobytes(), 1))
    assert path.read_bytes() != whole
    assert kept(INPUT) is None


def test_the_tables_that_were_used_last_stay(folder: Path) -> None:
    """One more than may stay: the first has been used since, so the second goes."""
    inputs = [[np.array([float(number)])] for number in range(MOST + 1)]
    for age, one in enumerate(inputs[:-1]):
        before = set(files(folder))
        keep(one, ARRAYS)
        (new,) = set(files(folder)) - before
        os.utime(new, (1e9 + age, 1e9 + age))
    assert kept(inputs[0]) is not None
    keep(inputs[-1], ARRAYS)
    assert len(files(folder)) == MOST
    assert [kept(one) is not None for one in inputs] == [True, False, *[True] * (MOST - 1)]


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands where the folder would be."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JEVONS_CACHE", str(tmp_path / "file"))
    keep(INPUT, ARRAYS)
    assert kept(INPUT) is None


def test_a_folder_that_may_only_be_read_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*anything: object) -> None:
        raise PermissionError

    keep(INPUT, ARRAYS)
    monkeypatch.setattr(os, "utime", refuse)
    assert_same(kept(INPUT))


def test_a_full_disk_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill_up(path: Path, **arrays: Any) -> None:
        path.write_bytes(b"half a table")
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", fill_up)
    keep(INPUT, ARRAYS)
    assert list(folder.iterdir()) == []


class Tables:
    """Builds a small table, and counts how often it is computed."""

    def __init__(self, systems: ServingSystems, models: Architecture, monkeypatch: pytest.MonkeyPatch) -> None:
        self.computed, self.systems = 0, systems
        self.models, self.local = models.at((slice(0, 1), slice(0, 1))), models.at((slice(0, 1), 4))
        fill = table_module._fill

        def count(*anything: Any) -> Any:
            self.computed += 1
            return fill(*anything)

        monkeypatch.setattr(table_module, "_fill", count)

    def build(self, own: int = LAPTOP, **constants: float) -> ServingTable:
        return build_table(self.systems, [0, 1], [own], self.models, self.local, ServingConstants(**constants))


@pytest.fixture
def tables(systems: ServingSystems, models: Architecture, monkeypatch: pytest.MonkeyPatch) -> Tables:
    return Tables(systems, models, monkeypatch)


def assert_equal(one: ServingTable, two: ServingTable) -> None:
    for name in ("halls", "own", "prompt", "output", "mine"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
        assert getattr(one, name).dtype == getattr(two, name).dtype


def test_a_table_is_computed_once_and_then_read_to_the_bit(tables: Tables, folder: Path) -> None:
    first, second = tables.build(), tables.build()
    assert tables.computed == 1
    assert_equal(first, second)
    assert len(files(folder)) == 1


def test_another_machine_or_constant_makes_another_table(tables: Tables, folder: Path) -> None:
    tables.build()
    tables.build(own=WORKSTATION)
    tables.build(memory_efficiency=0.7)
    assert tables.computed == 3
    assert len(files(folder)) == 3


def test_a_damaged_table_is_computed_again_and_kept(tables: Tables, folder: Path) -> None:
    first = tables.build()
    (path,) = files(folder)
    path.write_bytes(path.read_bytes()[:5000])
    assert_equal(first, tables.build())
    assert tables.computed == 2
    assert_equal(first, tables.build())
    assert tables.computed == 2


def test_without_a_folder_a_table_is_computed_each_time(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JEVONS_CACHE", str(tmp_path / "file"))
    assert_equal(tables.build(), tables.build())
    assert tables.computed == 2
