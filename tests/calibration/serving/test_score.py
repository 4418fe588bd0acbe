"""Scores on rows that a fit has not seen: the bars of the serving issue, on all rows that ship."""

import math

import pytest

from jevons.calibration.serving.fit import POWER, SYNCHRONOUS, fit, fit_power, left_out, new_vendor
from jevons.calibration.serving.ranking import Pair, pairs
from jevons.calibration.serving.replicas import SYNCHRONOUS_SECONDS, base_constants, delivered
from jevons.calibration.serving.rows import Row, read_rows
from jevons.calibration.serving.score import Score, score_rows, summarise
from jevons.calibration.serving.stacks import WEIGHT_OF_NOTHING, crossed, learn


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_rows()[0]


def bare(rows: list[Row]) -> Score:
    return summarise(score_rows(rows))


def test_the_product_s_constants_are_those_of_the_fit_within_its_spread(rows: list[Row]) -> None:
    found = fit(rows)
    spread = found.covariance.diagonal() ** 0.5
    for name, log, wide in zip(found.names, found.logs, spread, strict=True):
        used = SYNCHRONOUS_SECONDS if name == SYNCHRONOUS else getattr(base_constants(), name)
        assert abs(log - math.log(used)) < 3.0 * wide, name
    power = fit_power(rows)
    for name in POWER:
        assert getattr(base_constants(), name) == pytest.approx(getattr(power, name), rel=0.1)


@pytest.mark.parametrize("part", ["system", "model"])
def test_machines_and_models_that_the_fit_has_not_seen(rows: list[Row], part: str) -> None:
    """Pooled median |ln| of tokens/s a chip and a user at most 0.20; of no group of 20 rows or more above 0.35."""
    scores = left_out(rows, lambda row: str(getattr(row, part)))
    pooled = summarise([one for scored in scores.values() for one in scored])
    assert pooled.n == len(rows)
    assert pooled.median_abs_log_tok_s_gpu <= 0.20
    assert pooled.median_abs_log_tok_s_user <= 0.20
    for name, scored in scores.items():
        if len(scored) >= 20:
            score = summarise(scored)
            assert max(score.median_abs_log_tok_s_gpu, score.median_abs_log_tok_s_user) <= 0.35, name


def test_a_vendor_that_nobody_has_measured(rows: list[Row]) -> None:
    score = summarise(new_vendor(rows, "amd"))
    assert score.n > 50
    assert score.median_abs_log_tok_s_gpu <= 0.50
    assert score.median_abs_log_tok_s_user <= 0.50


def test_watts_and_joules(rows: list[Row]) -> None:
    """Watts 15 % pooled; joules 22 %, and better than with 0.75 of what the chip is rated for.

    The comparison is with stack factors: without them errors in tokens a second hide what power gets right.
    """
    score = bare(rows)
    assert score.watts_mape <= 0.15
    assert score.joules_mape <= 0.22
    ruled = base_constants()._replace(power_floor=0.75, power_memory=0.0, power_compute=0.0)
    found, rule = (
        summarise(crossed(rows, lambda replica, c=c: delivered(replica, c))) for c in (base_constants(), ruled)
    )
    assert found.joules_mape < 0.9 * rule.joules_mape


@pytest.mark.parametrize("chip", ["h100", "b200"])
def test_watts_of_a_chip_that_nobody_has_measured(rows: list[Row], chip: str) -> None:
    unseen = fit_power([row for row in rows if row.system != chip])
    own = [row for row in rows if row.system == chip]
    assert summarise(score_rows(own, lambda replica: delivered(replica, unseen))).watts_mape <= 0.18


def test_with_stack_factors_learnt_on_other_rows(rows: list[Row]) -> None:
    """Aim 0.12; the mean error stays at 17 %, a point above its aim."""
    score = summarise(crossed(rows, lambda replica: delivered(replica, base_constants())))
    assert score.n == len(rows)
    assert score.median_abs_log_tok_s_gpu <= 0.12
    assert score.median_abs_log_tok_s_user <= 0.12
    assert score.mape_tok_s_gpu <= 0.20


def test_the_better_of_two_chips_is_named(rows: list[Row]) -> None:
    """In at least 88 % of at least 90 pairs, with factors that were learnt without the rows compared."""
    found = pairs(crossed(rows, lambda replica: delivered(replica, base_constants())))
    assert len(found) >= 90
    assert sum(pair.named for pair in found) >= 0.88 * len(found)


def test_a_pair_is_named_where_both_say_the_same_sign() -> None:
    assert Pair((), ("a", "b"), 50.0, 0.3, 0.1).named
    assert not Pair((), ("a", "b"), 50.0, 0.3, -0.1).named


def test_factors_are_drawn_to_one_the_more_the_fewer_rows_there_are(rows: list[Row]) -> None:
    scored = score_rows(rows)
    of_pair = [one for one in scored if (one.row.system, one.row.engine) == ("b200", "trt")]
    for few in (of_pair[:1], of_pair):
        raw = sorted(-sum(e for e in (o.output, o.user) if e) / 2.0 for o in few)
        middle = (raw[(len(raw) - 1) // 2] + raw[len(raw) // 2]) / 2.0
        share = len(few) / (len(few) + WEIGHT_OF_NOTHING)
        assert learn(few).pairs["b200", "trt"] == pytest.approx(middle * share)
