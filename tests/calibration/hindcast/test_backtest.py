"""The backtest whole, at one origin with a tiny fit of the real model: the smoke test of `jevons hindcast`."""

from datetime import date

import numpy as np
import pytest

from jevons.calibration.baselines.short import BASELINES
from jevons.calibration.evidence import CUTOFF
from jevons.calibration.fit.rounds import Plan
from jevons.calibration.further import SCORED
from jevons.calibration.hindcast.backtest import TUNED_ON, Hindcast, frame_of, hindcast
from jevons.calibration.hindcast.targets import MODEL
from jevons.calibration.scores.marks import Mark

ORIGIN = date(2025, 9, 30)
PLAN = Plan(worlds=3, rounds=1, draws=2, steps=40, members=12, users=500, active=8)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Hindcast:
    return hindcast((ORIGIN,), PLAN, tmp_path_factory.mktemp("hindcast"), 1)


def test_every_target_is_marked_by_the_model_and_all_baselines(found: Hindcast) -> None:
    methods: dict[str, set[str]] = {}
    for mark in found.marks:
        methods.setdefault(mark.fact, set()).add(mark.method)
    assert len(methods) > 50
    assert all(each == {MODEL, *BASELINES} for each in methods.values())
    assert all(mark.fact.startswith(f"{ORIGIN}/") for mark in found.marks)


def test_the_tables_have_the_model_at_every_horizon_that_half_a_year_has(found: Hindcast) -> None:
    tables = found.tables()
    mine = tables["scores"].query("method == @MODEL")
    assert len(mine) >= 3
    assert np.isfinite(mine[["crps", "bias", "factor_error", "coverage_90"]].to_numpy(dtype=float)).all()
    assert set(tables) == {"scores", "skill", "pairs"}


def test_a_fit_of_an_origin_takes_no_use_and_no_size_from_later() -> None:
    assert Plan(until=ORIGIN).history.known_until == "2025-09"
    assert Plan(until=CUTOFF).history.known_until == "2025-12"
    assert Plan(until=date(2022, 6, 1)).history.known_until == "2023-01"
    assert Plan().history.key() != Plan(until=ORIGIN).history.key()


def test_readings_become_a_row_a_world_and_month() -> None:
    readings = np.arange(2.0 * 3 * (len(SCORED) + 2)).reshape(2, 3, -1)
    table = frame_of(readings)
    assert table["run"].tolist() == [0, 0, 0, 1, 1, 1]
    assert [f"{month:%Y-%m}" for month in table["month"][:3]] == ["2023-01", "2023-02", "2023-03"]
    np.testing.assert_array_equal(table.iloc[4, 2:].to_numpy(dtype=float), readings[1, 1, : len(SCORED)])


def test_the_origin_of_the_tuning_is_not_counted_where_there_are_others(found: Hindcast) -> None:
    early = [Mark(**{**vars(mark), "fact": mark.fact.replace(str(ORIGIN), str(TUNED_ON))}) for mark in found.marks]
    both = Hindcast((*early, *found.marks), (TUNED_ON, ORIGIN)).tables()["scores"]
    alone = Hindcast(found.marks, (ORIGIN,)).tables()["scores"]
    np.testing.assert_array_equal(both["facts"], alone["facts"])
    np.testing.assert_allclose(both["crps"], alone["crps"])
    assert len(Hindcast(early, (TUNED_ON,)).tables()["scores"])
