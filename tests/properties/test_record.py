"""In any world, however odd, what is written down is a number where there is one, and never below nothing."""

import dataclasses

import numpy as np
from hypothesis import given

from jevons.market.outputs import OUTPUTS
from jevons.market.record import Record
from jevons.market.result import result_of
from jevons.market.scenario import Scenario
from tests.properties.watched import Watched
from tests.properties.worlds import scenarios, scores, tried

# Before the first machine for local models there is none at any price; some sellers cannot make some tiers.
MAY_BE_ENDLESS = {"machine_cost", "seconds"}
# A price of what is not sold, a mean or share of nothing.
MAY_BE_MISSING = {
    "price",
    "speed",
    "price_at_capability",
    "price_paid",
    "margin",
    "utilisation",
    "energy_per_query",
    "hhi",
    "local_share",
}


@tried
@given(scenarios(), scores())
def test_everything_recorded_is_a_number_and_none_is_negative(scenario: Scenario, draw: dict[str, float]) -> None:
    record = Watched(scenario, draw).record
    for name in (field.name for field in dataclasses.fields(Record)):
        values = getattr(record, name)
        assert not np.isnan(values).any(), name
        assert name in MAY_BE_ENDLESS or np.isfinite(values).all(), name
        assert (values >= 0.0).all(), name
    assert (record.unserved <= 1.0).all()


@tried
@given(scenarios(), scores())
def test_every_output_is_finite_and_none_but_the_margin_is_negative(scenario: Scenario, draw: dict[str, float]) -> None:
    market = Watched(scenario, draw).market
    result = result_of(market.world, market.technology, market.record)
    for name, output in OUTPUTS.items():
        values = output.dense(result)
        assert not np.isinf(values).any(), name
        assert name in MAY_BE_MISSING or not np.isnan(values).any(), name
        assert name == "margin" or not (values < 0.0).any(), name


@tried
@given(scenarios())
def test_what_is_sold_has_a_price_and_machines_to_run_on(scenario: Scenario) -> None:
    record = Watched(scenario).record
    asked = record.tokens.sum(axis=(1, 2))
    for flow in range(3):
        assert np.isfinite(record.seconds[..., flow][asked[..., flow] > 0.0]).all()
    assert (record.prices[asked[..., 0] > 0.0][:, 0] > 0.0).all()
