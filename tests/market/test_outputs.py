"""Outputs add up, carry units and mean what their definitions say."""

import dataclasses

import numpy as np
import pytest

from jevons.market.calendar import HOURS_PER_MONTH, SECONDS_PER_MONTH
from jevons.market.outputs import NAMES, OUTPUTS, SUMMARY, Run, summarise
from jevons.market.outputs.declare import Output, output, ratio, spread_offers
from jevons.market.outputs.prices import GPT4_MONTH, public_offers
from jevons.market.record import Record
from jevons.market.units import Unit
from jevons.market.vocabulary import AGENTIC, CAUSES, FLAT_RATE, KINDS, PROVIDERS, TIERS, VENDORS, WORKLOADS
from jevons.market.world import replace_group

CONTRACT = {
    "tokens_demanded": ("month", "region", "workload", "provider", "tier", "kind"),
    "tokens_served": ("month", "region", "workload", "provider", "tier", "kind"),
    "tokens_unserved": ("month", "region", "workload", "provider", "tier", "kind"),
    "tasks": ("month", "region", "workload"),
    "calls": ("month", "region", "workload"),
    "users": ("month", "segment", "region", "workload"),
    "chat_users": ("month", "region", "provider"),
    "spend": ("month", "provider"),
    "revenue": ("month", "provider"),
    "margin": ("month", "provider"),
    "capex": ("month", "provider"),
    "price": ("month", "provider", "tier", "kind"),
    "price_at_capability": ("month",),
    "price_paid": ("month",),
    "rent": ("month",),
    "installed_h100e": ("month", "provider"),
    "inference_h100e": ("month", "provider"),
    "shipped_h100e": ("month", "vendor"),
    "waiting_h100e": ("month", "region"),
    "utilisation": ("month", "provider"),
    "delay": ("month", "provider"),
    "speed": ("month", "provider", "tier"),
    "goodput": ("month",),
    "uncounted_load": ("month", "provider"),
    "unserved_share": ("month",),
    "unserved_cause": ("month", "cause"),
    "orders": ("month", "vendor"),
    "deliveries": ("month", "vendor"),
    "backlog": ("month", "vendor"),
    "power": ("month", "region"),
    "power_available": ("month", "region"),
    "energy": ("month", "region"),
    "emissions": ("month", "region"),
    "energy_per_query": ("month",),
    "inference_share": ("month",),
    "local_share": ("month",),
    "hhi": ("month",),
    "sandboxes": ("month",),
    "horizon": ("month",),
    "work_demanded": ("month",),
    "work_served": ("month",),
    "resource_usd": ("month",),
    "resource_kwh": ("month",),
    "resource_h100e_hours": ("month",),
}
NOT_EVERYWHERE = {"speed", "price", "price_at_capability", "price_paid", "margin", "utilisation"}
MAY_BE_NEGATIVE = {"margin"}
FRACTIONS = {"unserved_share", "unserved_cause", "inference_share", "local_share", "hhi", "utilisation", "goodput"}


@pytest.fixture
def changed(small_result: Run) -> Run:
    """The shared run with a record of its own that a test may write into."""
    record = Record(**{f.name: getattr(small_result.record, f.name).copy() for f in dataclasses.fields(Record)})
    return Run(small_result.world, small_result.technology, record)


def dense(run: Run, name: str) -> np.ndarray:
    return OUTPUTS[name].dense(run)


@pytest.mark.parametrize(("name", "dims"), CONTRACT.items())
def test_every_promised_output_is_declared_with_its_dimensions(name: str, dims: tuple[str, ...]) -> None:
    assert OUTPUTS[name].dims == dims


@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_an_output_has_a_unit_a_meaning_and_the_shape_of_its_dimensions(name: str, small_result: Run) -> None:
    found = OUTPUTS[name]
    sizes = {dim: len(names) for dim, names in NAMES.items()}
    sizes |= {"month": len(small_result.world.calendar), "system": len(small_result.world.systems)}
    assert found.unit in Unit
    assert found.meaning
    assert found.meaning[-1] != "."
    assert found.dense(small_result).shape == tuple(sizes[dim] for dim in found.dims)


@pytest.mark.parametrize("name", sorted(set(OUTPUTS) - NOT_EVERYWHERE))
def test_an_output_is_a_number_everywhere(name: str, small_result: Run) -> None:
    assert np.isfinite(dense(small_result, name)).all()


@pytest.mark.parametrize("name", sorted(set(OUTPUTS) - MAY_BE_NEGATIVE))
def test_an_output_is_never_negative(name: str, small_result: Run) -> None:
    values = dense(small_result, name)
    assert not (values < 0.0).any()


@pytest.mark.parametrize("name", sorted(FRACTIONS))
def test_a_fraction_stays_between_zero_and_one(name: str, small_result: Run) -> None:
    values = dense(small_result, name)
    assert np.nanmax(values) <= 1.0 + 1e-6  # of a fleet a billionth of a chip large, rounding shows


def test_demanded_is_served_plus_unserved_for_every_kind_workload_and_provider(small_result: Run) -> None:
    demanded, served, unserved = (dense(small_result, f"tokens_{name}") for name in ("demanded", "served", "unserved"))
    assert unserved.sum() > 0.0
    np.testing.assert_allclose(served + unserved, demanded, rtol=1e-9)


def test_users_own_machines_serve_all_that_they_are_asked(small_result: Run) -> None:
    local = PROVIDERS.index("local")
    assert dense(small_result, "tokens_served")[:, :, :, local].sum() > 0.0
    assert dense(small_result, "tokens_unserved")[:, :, :, local].sum() == 0.0


def test_tokens_over_context_are_no_kind_of_token(small_result: Run) -> None:
    demanded = dense(small_result, "tokens_demanded")
    assert demanded.shape[-1] == len(KINDS)
    assert demanded.sum() == pytest.approx(small_result.record.tokens[..., :3].sum(), rel=1e-12)


def test_users_of_a_workload_add_up_over_segments_to_the_record(small_result: Run) -> None:
    structure = small_result.world.structure
    users = dense(small_result, "users")
    for w in range(len(WORKLOADS)):
        recorded = small_result.record.adopters[:, structure.pair_workload == w].sum(axis=(1, 2))
        np.testing.assert_allclose(users[:, :, :, w].sum(axis=(1, 2)), recorded, rtol=1e-12)


def test_users_of_chat_are_the_same_people_by_provider_and_by_segment(small_result: Run) -> None:
    by_provider = dense(small_result, "chat_users").sum(axis=(1, 2))
    by_segment = dense(small_result, "users")[..., WORKLOADS.index("chat")].sum(axis=(1, 2))
    np.testing.assert_allclose(by_provider, by_segment, rtol=1e-9)


def test_providers_receive_what_users_and_tenants_pay(small_result: Run) -> None:
    received = dense(small_result, "revenue").sum(axis=1)
    paid = dense(small_result, "spend").sum(axis=1) + small_result.record.rent_paid.sum(axis=1)
    np.testing.assert_allclose(received, paid, rtol=1e-9)


def test_cost_of_serving_adds_up_to_the_resource_of_the_verdicts(small_result: Run) -> None:
    by_provider = dense(small_result, "serving_cost").sum(axis=1)
    np.testing.assert_allclose(by_provider, dense(small_result, "resource_usd"), rtol=1e-12)


def test_margin_is_what_remains_of_payments_after_the_cost_of_serving(changed: Run) -> None:
    openai = PROVIDERS.index("openai")
    cost = dense(changed, "serving_cost")[:, openai]
    changed.record.api_income[:, openai], changed.record.fee_income[:, openai] = 3.0 * cost, cost
    np.testing.assert_allclose(dense(changed, "margin")[:, openai], 0.75, rtol=1e-12)


def test_the_herfindahl_index_of_four_equal_sellers_is_a_quarter(changed: Run) -> None:
    changed.record.api_income[:], changed.record.fee_income[:] = 0.0, 0.0
    changed.record.api_income[:, :4] = 5.0
    np.testing.assert_allclose(dense(changed, "hhi"), 0.25, rtol=1e-12)


def test_a_price_is_missing_until_the_first_release_and_where_nothing_is_sold(small_result: Run) -> None:
    price = dense(small_result, "price")
    anthropic, xai = PROVIDERS.index("anthropic"), PROVIDERS.index("xai")
    assert np.isnan(price[0, anthropic]).all()
    assert np.isnan(price[:, xai, TIERS.index("small")]).all()
    assert np.isfinite(price[-1, anthropic, TIERS.index("frontier")]).all()


def test_price_at_capability_starts_with_the_best_model_of_march_2023_and_falls(small_result: Run) -> None:
    price = dense(small_result, "price_at_capability")
    month = small_result.world.calendar.index(GPT4_MONTH)
    frontier = dense(small_result, "price")[month, :, TIERS.index("frontier")]
    blends = (3.0 * frontier[:, 0] + frontier[:, 2]) / 4.0
    assert np.nanmin(np.abs(blends - price[month])) < 1e-9
    assert price[-1] < price[month] / 10.0
    assert np.isfinite(price[month:]).all()


def test_price_at_capability_ignores_a_cheap_model_that_is_less_able(changed: Run) -> None:
    month = changed.world.calendar.index(GPT4_MONTH)
    horizon = changed.technology.offer_horizon[month]
    weak = public_offers(changed) & (horizon < horizon[public_offers(changed)].max())
    before = dense(changed, "price_at_capability")[month]
    changed.record.prices[month, weak] = 1e-6
    assert dense(changed, "price_at_capability")[month] == before


@pytest.mark.parametrize("name", ["local/local", "meta/mid", "openai/embed"])
def test_what_nobody_can_buy_by_the_token_has_no_part_in_the_price_at_capability(name: str, small_result: Run) -> None:
    assert not public_offers(small_result)[small_result.world.structure.offer_names.index(name)]


def test_price_paid_is_sales_by_the_token_over_tokens_so_sold(small_result: Run) -> None:
    served = dense(small_result, "tokens_served")
    sold = [w for w, name in enumerate(WORKLOADS) if name not in FLAT_RATE]
    cloud = [p for p, name in enumerate(PROVIDERS) if name != "local"]
    tokens = served[:, :, sold][:, :, :, cloud].sum(axis=(1, 2, 3, 4, 5))
    expected = small_result.record.api_income.sum(axis=1) / (tokens / 1e6)
    np.testing.assert_allclose(dense(small_result, "price_paid"), expected, rtol=1e-9)


def test_causes_add_up_to_the_unserved_share(small_result: Run) -> None:
    causes = dense(small_result, "unserved_cause")
    assert causes.shape[1] == len(CAUSES)
    np.testing.assert_allclose(causes.sum(axis=1), dense(small_result, "unserved_share"), atol=1e-12)


def test_waiting_hardware_stands_in_its_owners_region(changed: Run) -> None:
    changed.record.waiting_h100e[:] = 0.0
    changed.record.waiting_h100e[:, PROVIDERS.index("bytedance")] = 7.0
    waiting = dense(changed, "waiting_h100e")
    assert (waiting[:, NAMES["region"].index("china")] == 7.0).all()
    assert waiting.sum() == 7.0 * len(waiting)


def test_a_month_of_mean_draw_is_the_energy_of_the_month(small_result: Run) -> None:
    from_power = dense(small_result, "power") * HOURS_PER_MONTH / 1e3
    np.testing.assert_allclose(from_power, dense(small_result, "energy"), rtol=1e-12)


def test_sites_never_draw_more_than_their_rating_nor_rate_more_than_their_grid(small_result: Run) -> None:
    power, rated, available = (dense(small_result, name) for name in ("power", "power_rated", "power_available"))
    leased = rated.sum(axis=1)
    assert (power.sum(axis=1) <= leased * (1.0 + 1e-9)).all()
    assert (rated <= available * (1.0 + 1e-9)).all()


def test_emissions_follow_the_grids_intensity(changed: Run) -> None:
    regions = len(NAMES["region"])
    world = replace_group(
        changed.world,
        "regions",
        carbon_intensity=np.full(regions, 0.5),
        carbon_intensity_trend=np.full(regions, -0.1),
    )
    run = Run(world, changed.technology, changed.record)
    run.record.energy_kwh[:] = 2e9
    np.testing.assert_allclose(dense(run, "emissions")[[0, 24]], [[1.0] * regions, [0.81] * regions], rtol=1e-12)


def test_energy_of_a_query_is_the_energy_of_the_seconds_that_its_tokens_take(changed: Run) -> None:
    record, chat = changed.record, WORKLOADS.index("chat")
    frontier = changed.world.structure.offer_names.index("openai/frontier")
    for array in (record.tokens, record.tasks, record.calls, record.seconds):
        array[:] = 0.0
    record.tokens[:, 0, chat, frontier, 2], record.seconds[:, frontier, 2] = 500.0, 0.01
    record.tasks[:, 0, chat, frontier], record.calls[:, 0, chat] = 5.0, 10.0
    record.serving_kwh[:], record.served[:] = 0.0, 0.0
    record.serving_kwh[:, 0], record.served[:, 0] = 3.0, 1000.0
    busy_seconds = 500.0 * 0.01 / 10.0 / changed.technology.goodput
    np.testing.assert_allclose(dense(changed, "energy_per_query"), busy_seconds * 3.0, rtol=1e-12)


def test_sandboxes_are_busy_for_their_usual_share_of_the_month(changed: Run) -> None:
    changed.record.sandbox_seconds[:] = SECONDS_PER_MONTH * changed.world.serving.sandbox_utilisation
    np.testing.assert_allclose(dense(changed, "sandboxes"), 1.0, rtol=1e-12)


def test_summary_series_agree_with_the_outputs_that_they_sum(small_result: Run) -> None:
    found = summarise(small_result)
    served = dense(small_result, "tokens_served")
    agentic = [WORKLOADS.index(name) for name in AGENTIC]
    china = [PROVIDERS.index(name) for name in ("bytedance", "china_cloud", "china_labs")]
    expected = {f"tokens_{kind}": served[..., k].sum(axis=(1, 2, 3, 4)) for k, kind in enumerate(KINDS)}
    expected["tokens_total"] = served.sum(axis=(1, 2, 3, 4, 5))
    expected["tokens_agentic"] = served[:, :, agentic].sum(axis=(1, 2, 3, 4, 5))
    expected["tokens_google"] = served[:, :, :, PROVIDERS.index("google")].sum(axis=(1, 2, 3, 4))
    expected["tokens_china"] = served[:, :, :, china].sum(axis=(1, 2, 3, 4, 5))
    expected["revenue_nvidia"] = dense(small_result, "deliveries")[:, VENDORS.index("nvidia")]
    expected["spend"] = dense(small_result, "spend").sum(axis=1)
    for name in ("unserved_share", "work_demanded", "price_paid", "energy_per_query", "hhi", "local_share"):
        expected[name] = dense(small_result, name)
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-9, atol=1e-15, err_msg=name)


def test_the_summary_has_every_series_in_order_and_a_value_for_every_month(small_result: Run) -> None:
    found = summarise(small_result)
    assert list(found) == list(SUMMARY)
    for name, values in found.items():
        assert values.shape == (len(small_result.world.calendar),)
        assert np.isfinite(values).all() or name == "price_at_capability"


def test_capital_spending_of_the_four_counts_half_of_two_labs(changed: Run) -> None:
    changed.record.hardware[:], changed.record.facilities[:] = 0.0, 0.0
    for name in ("google", "amazon", "meta", "microsoft", "openai", "anthropic", "xai"):
        changed.record.hardware[:, PROVIDERS.index(name)] = 2.0
        changed.record.facilities[:, PROVIDERS.index(name)] = 1.0
    np.testing.assert_allclose(summarise(changed)["capex_big4"], 4 * 3.0 + 2 * 1.5)


def test_need_is_what_demanded_work_takes_at_the_efficiency_of_served_work(small_result: Run) -> None:
    found = summarise(small_result)
    for resource, short in (("usd", "usd"), ("kwh", "kwh"), ("h100e_hours", "h100e")):
        need = found["work_demanded"] / found[f"efficiency_{short}"]
        np.testing.assert_allclose(found[f"resource_{resource}"], need, rtol=1e-12)


def test_offers_are_spread_over_provider_and_tier_and_the_rest_is_filled(small_result: Run) -> None:
    structure = small_result.world.structure
    values = np.arange(2.0 * structure.offers).reshape(2, -1)
    spread = spread_offers(values, 1, structure, -1.0)
    assert spread.shape == (2, len(PROVIDERS), len(TIERS))
    assert spread[1, PROVIDERS.index("anthropic"), TIERS.index("frontier")] == values[1, 4]
    assert spread[0, PROVIDERS.index("neoclouds"), 0] == -1.0


def test_a_ratio_to_nothing_is_what_was_asked_for() -> None:
    np.testing.assert_array_equal(ratio(np.array([1.0, 2.0]), np.array([0.0, 4.0])), [np.nan, 0.5])
    np.testing.assert_array_equal(ratio(np.array([1.0]), np.array([0.0]), otherwise=0.0), [0.0])


def test_a_second_output_of_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="'spend' is declared twice"):
        output("spend", Unit.USD, ("month",), "again")


def test_an_axis_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match=r"unknown axes \['planet'\]; known: .*'provider'"):
        output("moons", Unit.ONE, ("month", "planet"), "nothing here")
    assert "moons" not in OUTPUTS


def test_an_offer_stands_for_two_dimensions() -> None:
    found = Output("x", Unit.ONE, ("month", "offer", "kind"), "x", lambda run: run.record.prices, 0.0)
    assert found.dims == ("month", "provider", "tier", "kind")
