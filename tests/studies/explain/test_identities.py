"""Exact relations: factors multiply and parts add up to the number that they explain, in a run."""

import math

import numpy as np
import pytest

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.purchase import power_in_a_host
from jevons.market.verdicts import judge
from jevons.market.vocabulary import Flow
from jevons.studies.explain.graph import months_since_base, nodes
from jevons.studies.explain.node import Node
from jevons.studies.explain.sight import Sight

MONTHS = ("2024-06", "2026-03", "2026-09", "2027-12")
EXACT = [node for node in nodes().values() if node.identity is not None]
TOLERANCE = 1e-9


def parts_of(node: Node, sight: Sight, month: int) -> tuple[float, ...]:
    assert node.identity is not None
    return tuple(float(nodes()[name].formula(sight, month)) for _, name in node.identity.parts)


def months_of(node: Node, sight: Sight) -> list[int]:
    calendar = sight.run.world.calendar
    return [at for at in map(calendar.index, MONTHS) if at > sight.base or not months_since_base(node.name)]


@pytest.mark.parametrize("node", EXACT, ids=lambda node: node.name)
def test_a_number_is_what_its_parts_make(node: Node, sight: Sight) -> None:
    assert node.identity is not None
    for month in months_of(node, sight):
        whole, made = float(node.formula(sight, month)), node.identity.of(parts_of(node, sight, month))
        assert math.isfinite(whole), (node.name, month)
        assert made == pytest.approx(whole, rel=TOLERANCE, abs=TOLERANCE * scale_of(node, sight, month))


def scale_of(node: Node, sight: Sight, month: int) -> float:
    """Of a difference of large numbers the parts' size, else nought."""
    assert node.identity is not None
    return max(map(abs, parts_of(node, sight, month))) if node.identity.kind == "sum" else 0.0


@pytest.mark.parametrize("name", ["spend", "power_gw", "price_paid", "growth_usd", "tokens_total"])
def test_a_part_that_is_one_per_cent_off_would_be_seen(name: str, sight: Sight) -> None:
    """So the test above can fail: each part matters to the whole."""
    node = nodes()[name]
    assert node.identity is not None
    month = sight.run.world.calendar.index("2027-12")
    right = parts_of(node, sight, month)
    for place in range(len(right)):
        wrong = tuple(value * (1.01 if n == place else 1.0) for n, value in enumerate(right))
        assert node.identity.of(wrong) != pytest.approx(float(node.formula(sight, month)), rel=1e-6)


def test_most_of_what_is_told_has_an_exact_relation() -> None:
    """Of 34 and more series at least 30."""
    from jevons.market.outputs import SUMMARY

    assert sum(nodes()[name].identity is not None for name in SUMMARY) >= 30


def test_spend_is_tokens_at_list_price_and_fees(sight: Sight) -> None:
    """Sales again from the record: served tokens of work that pays by the token x list price, offer by offer."""
    run, month = sight.run, sight.run.world.calendar.index("2026-06")
    structure, sold = run.world.structure, 0.0
    for offer in range(structure.offers):
        if structure.own_machine[offer]:
            continue
        asked = run.record.tokens[month][:, ~structure.flat_rate, offer, :3].sum(axis=(0, 1))
        sold += float(asked @ run.record.prices[month, offer]) * (1.0 - float(run.record.unserved[month, offer])) / 1e6
    assert nodes()["sales_by_token"].formula(sight, month) == pytest.approx(sold)
    tasks, tokens, price = parts_of(nodes()["sales_by_token"], sight, month)
    assert tasks * tokens * price / 1e6 == pytest.approx(sold)


def test_power_is_fleet_watts_draw_and_cooling(sight: Sight) -> None:
    """Rated kW again from systems in service; over all of it, times PUE, what is drawn lies between idle and peak."""
    run, month = sight.run, sight.run.world.calendar.index("2026-06")
    fleet, watts, draw, pue = parts_of(nodes()["power_gw"], sight, month)
    rated_kw = float(run.record.fleet[month] @ power_in_a_host(run.world))
    assert fleet * watts / 1e3 == pytest.approx(rated_kw)
    assert fleet * watts * draw * pue / 1e9 == pytest.approx(float(sight.series["power_gw"][month]))
    assert run.world.power.idle_share < draw < run.world.power.peak_share
    assert run.world.regions.pue[:, month].min() <= pue <= run.world.regions.pue[:, month].max()
    # Sites reserve for what is rated: the same PUE, put in another way.
    reserved = rated_kw / 1e6 * pue * run.world.power.reserved_share
    assert reserved == pytest.approx(float(run.record.in_use_gw[month].sum()))


def test_serving_cost_is_hours_at_the_charged_cost_of_an_hour(sight: Sight) -> None:
    fleet, hour, charged = parts_of(nodes()["serving_cost"], sight, 42)
    assert fleet * hour * charged * HOURS_PER_MONTH == pytest.approx(float(sight.run.indices.used["usd"][42]))
    assert 0.0 < charged < 1.0
    assert 0.3 < hour < 10.0


def test_token_cost_is_machine_time_at_the_cost_of_an_hour(sight: Sight) -> None:
    """Of one offer alone: seconds a token x cost of an hour / 3,600 / goodput, its own tokens only."""
    run, month = sight.run, 42
    structure = run.world.structure
    paid = run.demanded[month][~structure.flat_rate].sum(axis=0) * (1.0 - run.record.unserved[month])[:, None]
    dollars = tokens = 0.0
    for offer in np.flatnonzero(~structure.own_machine):
        if paid[offer].sum() > 0.0:
            busy = float(paid[offer] @ run.record.seconds[month, offer]) / float(run.technology.goodput[month])
            dollars += busy / 3600.0 * float(run.record.hour_cost[month, structure.offer_provider[offer]])
            tokens += float(paid[offer, : int(Flow.CONTEXT)].sum())
    assert nodes()["token_cost"].formula(sight, month) == pytest.approx(dollars / tokens * 1e6)


def test_verdicts_are_those_of_the_model(sight: Sight) -> None:
    """As `judge` finds them between the base month and the target month, whichever way they are asked for."""
    run, last = sight.run, sight.run.world.calendar.index("2027-12")
    row = judge(run.indices, sight.frozen, sight.output("unserved_cause"), sight.base, last).row()
    for name, value in row.items():
        told = nodes()[name].formula(sight, last)
        if isinstance(value, str):
            assert told == (value or "none")
        else:
            assert told == pytest.approx(value, nan_ok=True), name


def test_factors_of_growth_multiply_to_it_for_every_resource(sight: Sight) -> None:
    last = sight.run.world.calendar.index("2027-06")
    for resource, short in (("usd", "usd"), ("kwh", "kwh"), ("h100e_hours", "h100e")):
        parts = parts_of(nodes()[f"growth_{short}"], sight, last)
        need = sight.run.indices.need(resource)
        assert len(parts) == 14
        assert math.prod(parts) == pytest.approx(need[last] / need[sight.base], rel=TOLERANCE)


def test_rebound_is_what_is_taken_back_of_the_saving(sight: Sight) -> None:
    """1 - (R_F - R_A) / (R_F - W_F / E_A), put together from work and efficiency of both twins."""
    last = sight.run.world.calendar.index("2027-12")
    a, f = sight.run.indices, sight.frozen
    need_a, need_f = float(a.need("kwh")[last]), float(f.need("kwh")[last])
    engineered = float(f.demanded[last] / a.efficiency("kwh")[last])
    back, saving = parts_of(nodes()["rebound_kwh"], sight, last)
    assert (back, saving) == pytest.approx((need_a - engineered, need_f - engineered))
    assert back / saving == pytest.approx(1.0 - (need_f - need_a) / (need_f - engineered))


def test_causes_add_up_to_what_is_unserved(sight: Sight) -> None:
    for month in range(30, 60):
        by_cause = parts_of(nodes()["unserved_share"], sight, month)
        assert sum(by_cause) == pytest.approx(float(sight.series["unserved_share"][month]), abs=1e-12)
        assert min(by_cause) >= 0.0
