"""What each published figure counts, against sums done by hand on a fake run."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jevons.calibration.evidence import UNITS, load_observations
from jevons.calibration.further import FREE_LEVEL, FURTHER, SCORED
from jevons.calibration.operators import OPERATORS, operator_of

if TYPE_CHECKING:
    from tests.calibration.conftest import FakeRun

DAYS = 365.25 / 12


def implied(run: "FakeRun", series: str, entity: str) -> list[float]:
    (operator,) = (o for o in OPERATORS if (o.series, o.entity) == (series, entity))
    return [float(value) for value in operator.monthly(run)]


def test_google_counts_every_token_with_ambient_use(run: "FakeRun") -> None:
    run.set(
        "tokens_served",
        [1e14, 2e14, 3e14, 4e14],
        provider="google",
        workload="chat",
        tier="mid",
        kind="output",
        region="us",
    )
    run.set(
        "tokens_served",
        5e14,
        provider="google",
        workload="ambient",
        tier="small",
        kind="cached",
        region="rest",
    )
    run.set("tokens_served", 9e15, provider="openai", workload="chat", tier="mid", kind="output", region="us")
    google = implied(run, "tokens_processed_per_month", "Google (all surfaces)")
    assert google == pytest.approx([6e14, 7e14, 8e14, 9e14])


def test_china_is_the_chinese_providers_per_day(run: "FakeRun") -> None:
    cell = {"workload": "chat", "tier": "mid", "kind": "fresh", "region": "china"}
    run.set("tokens_served", 3e14, provider="bytedance", **cell)
    run.set("tokens_served", 2e14, provider="china_cloud", **cell)
    run.set("tokens_served", 1e14, provider="china_labs", **cell)
    run.set("tokens_served", 7e14, provider="open_hosts", **cell)
    china = implied(run, "tokens_processed_per_day", "China (national)")
    doubao = implied(run, "tokens_processed_per_day", "ByteDance Doubao")
    assert china == pytest.approx([6e14 / DAYS] * 4)
    assert doubao == pytest.approx([3e14 / DAYS] * 4)


def test_the_openai_api_is_its_work_sold_by_the_call_and_a_third_of_microsofts(run: "FakeRun") -> None:
    cell = {"tier": "frontier", "kind": "fresh", "region": "us"}
    run.set("tokens_served", 6e13, provider="openai", workload="coding_agent", **cell)
    run.set("tokens_served", 4e14, provider="openai", workload="chat", **cell)
    run.set("tokens_served", 3e13, provider="microsoft", workload="retrieval", **cell)
    run.set("tokens_served", 8e14, provider="microsoft", workload="ambient", **cell)
    assert implied(run, "tokens_processed_per_day", "OpenAI API") == pytest.approx([7e13 / DAYS] * 4)
    assert implied(run, "api_tokens_per_minute", "OpenAI API") == pytest.approx([7e13 / DAYS / 1440] * 4)


def test_weekly_users_are_four_of_five_who_chat_with_openai(run: "FakeRun") -> None:
    run.set("chat_users", [1e8, 2e8, 3e8, 4e8], provider="openai", region="us")
    run.set("chat_users", 1e8, provider="openai", region="europe")
    run.set("chat_users", 9e8, provider="google", region="us")
    assert implied(run, "weekly_active_users", "ChatGPT") == pytest.approx([1.6e8, 2.4e8, 3.2e8, 4e8])


def test_shipments_are_counted_by_maker_and_the_world_is_four_of_them(run: "FakeRun") -> None:
    for vendor, count in {
        "nvidia": 4e6, "google_tpu": 9e5, "amd": 5e5, "aws_trainium": 3e5, "huawei": 6e5, "consumer": 7e5,
    }.items():  # fmt: skip
        run.set("shipped_h100e", count, vendor=vendor)
    series = "cumulative_ai_compute_shipped_h100e"
    assert implied(run, series, "NVIDIA") == pytest.approx([4e6] * 4)
    assert implied(run, series, "Amazon Trainium") == pytest.approx([3e5] * 4)
    assert implied(run, series, "NVIDIA, Google TPU, AMD and Trainium") == pytest.approx([5.7e6] * 4)


def test_big_four_capex_adds_half_of_the_labs_and_what_is_not_ai(run: "FakeRun") -> None:
    for provider, spending in {
        "google": 5e9, "microsoft": 4e9, "amazon": 3e9, "meta": 2e9, "openai": 1e9, "anthropic": 0.6e9,
        "xai": 7e9, "neoclouds": 7e9, "bytedance": 7e9,
    }.items():  # fmt: skip
        run.set("capex", spending, provider=provider)
    expected = 14e9 + 0.5 * 1.6e9 + 8.5e9
    for series in ("capex", "capex_year"):
        assert implied(run, series, "Alphabet, Amazon, Meta and Microsoft") == pytest.approx([expected] * 4)


def test_nvidia_revenue_is_what_it_delivered(run: "FakeRun") -> None:
    run.set("deliveries", [10e9, 11e9, 12e9, 13e9], vendor="nvidia")
    run.set("deliveries", 2e9, vendor="amd")
    assert implied(run, "datacenter_revenue", "NVIDIA") == [10e9, 11e9, 12e9, 13e9]


def test_flagship_prices_are_output_list_prices_of_the_offer(run: "FakeRun") -> None:
    run.set("price", 15.0, provider="anthropic", tier="mid", kind="output")
    run.set("price", 75.0, provider="anthropic", tier="frontier", kind="output")
    run.set("price", 5.0, provider="anthropic", tier="frontier", kind="fresh")
    run.set("price", float("nan"), provider="xai", tier="frontier", kind="output")
    assert implied(run, "flagship_price_output", "Anthropic (Sonnet tier)") == [15] * 4
    assert implied(run, "flagship_price_output", "Anthropic (top tier)") == [75] * 4
    assert str(implied(run, "flagship_price_output", "xAI (Grok flagship)")) == "[nan, nan, nan, nan]"


def test_a_routers_price_is_the_mean_list_by_kind_at_its_own_mix(run: "FakeRun") -> None:
    mid = {"provider": "anthropic", "tier": "mid"}
    small = {"provider": "google", "tier": "small"}
    for kind, price in {"fresh": 3.0, "cached": 0.3, "output": 15.0}.items():
        run.set("price", price, kind=kind, **mid)
    for kind, price in {"fresh": 1.0, "cached": 0.1, "output": 5.0}.items():
        run.set("price", price, kind=kind, **small)
    run.set("price", float("nan"), provider="xai", tier="frontier", kind="fresh")
    for kind in ("fresh", "cached", "output"):
        run.set("tokens_served", 3e12, workload="coding_agent", kind=kind, region="us", **mid)
        run.set("tokens_served", 1e12, workload="retrieval", kind=kind, region="rest", **small)
        run.set("tokens_served", 9e15, workload="bulk_extraction", kind=kind, region="us", **small)
        run.set("tokens_served", 9e15, workload="chat", kind=kind, region="us", **small)
    expected = 0.946 * (0.5 * 2.5 + 0.5 * 0.25) + 0.054 * 12.5
    assert implied(run, "effective_price_usd_per_mtok", "OpenRouter top-10 models") == pytest.approx([expected] * 4)


@pytest.mark.parametrize(
    ("output", "series", "entity"),
    [
        ("price_at_capability", "price_at_capability", "GPT-4 level (MMLU>=86)"),
        ("rent", "gpu_rental_price_h100_neocloud_index", "Silicon Data SDH100RT"),
        ("rent", "gpu_rental_price_h100_ondemand", "specialised clouds, median of lists"),
        ("energy_per_query", "energy_per_query", "Google Gemini median text prompt"),
    ],
)
def test_world_prices_and_energy_are_taken_as_they_are(run: "FakeRun", output: str, series: str, entity: str) -> None:
    run.set(output, [4.0, 3.0, 2.0, 1.0])
    assert implied(run, series, entity) == [4.0, 3.0, 2.0, 1.0]


def test_chip_power_is_three_quarters_of_the_draw_by_share_of_shipments(run: "FakeRun") -> None:
    run.set("power", 8.0, region="us")
    run.set("power", 4.0, region="china")
    run.set("shipped_h100e", 6e6, vendor="nvidia")
    run.set("shipped_h100e", 2e6, vendor="google_tpu")
    assert implied(run, "ai_chip_power_gw", "world (Epoch AI)") == pytest.approx([9.0] * 4)
    assert implied(run, "ai_chip_power_mw", "NVIDIA") == pytest.approx([6750.0] * 4)
    assert implied(run, "ai_chip_power_mw", "Google TPU") == pytest.approx([2250.0] * 4)


def test_every_observation_in_use_has_an_operator_in_its_unit() -> None:
    for row in load_observations():
        if row.use != "no":
            assert operator_of(row).unit == row.unit, row.id


def test_every_operator_reads_something_and_is_declared_once() -> None:
    keys = [(operator.series, operator.entity) for operator in OPERATORS]
    assert sorted(keys) == sorted({(row.series, row.entity) for row in load_observations() if row.use != "no"})


def test_flows_are_totals_over_a_period_and_nothing_else_is() -> None:
    """A run rate is a month's income times twelve, told in the unit of a year's."""
    for operator in OPERATORS:
        assert operator.unit in UNITS
        total = operator.unit in ("USD/quarter", "USD/year") and operator.series != "revenue_run_rate"
        assert (operator.reading == "flow") == total, operator


def test_a_run_rate_is_twelve_times_what_users_pay_in_the_month(run: "FakeRun") -> None:
    run.set("spend", 1.5e9, provider="openai")
    run.set("spend", 9e9, provider="microsoft")
    assert implied(run, "revenue_run_rate", "OpenAI") == pytest.approx([18e9] * 4)


def test_the_share_that_serves_is_told_as_it_is_and_known_to_be_weak(run: "FakeRun") -> None:
    run.set("inference_share", 0.4)
    assert implied(run, "inference_share", "world (share of compute)") == pytest.approx([0.4] * 4)
    assert {operator.series for operator in OPERATORS if operator.weak} == {"inference_share"}


def test_what_is_held_to_its_growth_alone_is_free_in_its_level() -> None:
    """Scope puts 20 % between most series and the model, 10 % between a maker's shipments; e^5 leaves a level open."""
    assert all(operator.bias > 0.0 for operator in SCORED)
    assert {operator.bias for operator in FURTHER} == {FREE_LEVEL}
    assert max(operator.bias for operator in OPERATORS) < 2.0 < FREE_LEVEL
    known = {(operator.series, operator.entity): operator.bias for operator in OPERATORS}
    assert known["weekly_active_users", "ChatGPT"] == 0.2
    assert known["cumulative_ai_compute_shipped_h100e", "NVIDIA"] == 0.1


def test_an_unknown_entity_is_refused_with_those_known() -> None:
    stranger = replace(load_observations()[0], entity="Googol")
    with pytest.raises(KeyError, match=r"tokens_processed_per_month of 'Googol'.*Google \(all surfaces\)"):
        operator_of(stranger)
