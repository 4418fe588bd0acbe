"""The catalogue: every entity is there, the sums are right and lookups say what there is."""

import numpy as np
import pytest

from jevons.market.calendar import month_number
from jevons.market.catalogue import CatalogueError, load, load_catalogue
from jevons.market.catalogue.files import TABLES
from jevons.market.units import Unit
from jevons.market.vocabulary import PACKAGING, PROVIDERS, REGIONS, SEGMENTS, TIERS, VENDORS, WORKLOADS


@pytest.mark.parametrize(
    ("table", "entities"),
    [
        ("workloads", WORKLOADS),
        ("segments", SEGMENTS),
        ("providers", PROVIDERS),
        ("vendors", VENDORS),
        ("packaging", PACKAGING),
        ("regions", REGIONS),
        ("tiers", TIERS),
    ],
)
def test_every_entity_of_the_model_has_rows(table: str, entities: tuple[str, ...]) -> None:
    assert load(table).entities() == entities


def test_every_system_of_the_founding_article_is_there_and_can_be_bought() -> None:
    article = {
        "gb200_nvl72": "nvidia",
        "gb300_nvl72": "nvidia",
        "vr200_nvl72": "nvidia",
        "vera_cpu_rack": "nvidia",
        "cmx_storage": "nvidia",
        "groq3_lpx": "groq_lpx",
        "cerebras_cs3": "cerebras",
        "trn2": "aws_trainium",
        "trn3": "aws_trainium",
        "inf2": "aws_trainium",
        "tpu_v6e": "google_tpu",
        "tpu_v7": "google_tpu",
        "mi350x": "amd",
        "quietbox2": "tenstorrent",
        "m5_max": "consumer",
        "rtx5090": "consumer",
    }
    sold = {system.system: system.sold for system in load_catalogue().systems}
    assert {name: sold[name] for name in article} == article


def test_every_address_is_a_web_page() -> None:
    catalogue = load_catalogue()
    rows = [(row.where, row.url) for name in TABLES for row in load(name).rows]
    rows += [(system.system, url) for system in catalogue.systems for url in system.url.split(" ; ")]
    rows += [(model.architecture, model.url) for model in catalogue.architectures]
    rows += [(rule.rule, rule.url) for rule in catalogue.rules]
    assert [row for row in rows if row[1] and not row[1].startswith(("https://", "http://"))] == []


def test_h100e_is_dense_eight_bit_rate_over_the_h100s() -> None:
    for system in load_catalogue().systems:
        if system.fp8_tflops > 1.5 * system.bf16_tflops and system.role != "local":
            assert system.h100e == pytest.approx(system.fp8_tflops / 1979, rel=0.01), system.system


def test_a_rack_is_its_chips() -> None:
    by_name = {system.system: system for system in load_catalogue().systems}
    for rack, chip in (("gb200_nvl72", "gb200"), ("gb300_nvl72", "gb300"), ("vr200_nvl72", "rubin")):
        assert by_name[rack].fp8_tflops == pytest.approx(72 * by_name[chip].fp8_tflops)
        assert by_name[rack].bandwidth_tb_s == pytest.approx(72 * by_name[chip].bandwidth_tb_s, rel=0.01)


@pytest.mark.parametrize("segment", SEGMENTS)
def test_regions_add_up_to_the_world_count(segment: str) -> None:
    table = load("segments")
    assert table.keys(segment, "count") == REGIONS
    regional = sum(table.number(segment, "count", region) for region in REGIONS)
    assert regional == pytest.approx(table.number(segment, "count"), rel=0.02)


def test_adoption_relative_to_the_world_averages_one() -> None:
    table = load("segments")
    for segment in SEGMENTS:
        count = np.array([table.number(segment, "count", region) for region in REGIONS])
        scale = np.array([table.number(segment, "potential_scale", region) for region in REGIONS])
        assert count @ scale / count.sum() == pytest.approx(1, rel=0.01), segment


def test_the_fleet_of_january_2023_is_365_thousand_h100e() -> None:
    table = load("providers")
    fleets = [table.number(p, "fleet_h100e", month="2023-01") for p in PROVIDERS if table.has(p, "fleet_h100e")]
    assert len(fleets) == len(PROVIDERS) - 1
    assert sum(fleets) == pytest.approx(365_000, rel=0.01)


def test_fleets_hold_products_that_existed() -> None:
    catalogue = load_catalogue()
    available = {system.system: system.available for system in catalogue.systems}
    for provider in PROVIDERS:
        if catalogue.providers.has(provider, "fleet_mix"):
            for system, _ in catalogue.providers.shares(provider, "fleet_mix"):
                assert available[system] <= "2023-04", (provider, system)


def test_lookups_of_numbers_words_and_paths() -> None:
    workloads, providers, vendors = load("workloads"), load("providers"), load("vendors")
    assert workloads.number("coding_agent", "theta") == 0.7
    assert workloads.dated("coding_agent", "n0") == (("2023-01", 4), ("2025-12", 84))
    assert workloads.names("embeddings", "planning_tiers") == ("embed",)
    assert workloads.number("chat", "start_month") == month_number("2022-11")
    assert providers.text("gulf_sovereign", "region") == "gulf_asia"
    assert providers.names("neoclouds", "tiers_sold") == ()
    assert providers.shares("google", "fleet_mix") == (("tpu_v4", 0.8), ("a100", 0.17), ("h100", 0.03))
    assert providers.dated("openai", "price_input", "frontier") == (("2023-01", 20), ("2023-03", 30))
    assert providers.keys("openai", "price_output") == ("frontier", "small")
    assert vendors.steps("google_tpu", "buyers") == (("", "google"), ("2026-01", "anthropic"))
    assert (vendors.text("google_tpu", "house"), vendors.text("aws_trainium", "house")) == ("google", "amazon")
    assert not vendors.has("nvidia", "house")
    assert vendors.number("nvidia", "capacity") == 1.05e9
    assert vendors.unit("capacity") is Unit.USD_PER_MONTH
    assert [month for month, _ in vendors.dated("nvidia", "capacity_growth_limit")] == [
        f"{year}-01" for year in (2023, 2024, 2025, 2026, 2028)
    ]


def test_memory_is_wafers_of_packaging_times_what_a_wafer_holds() -> None:
    """Wafers a month and GB a wafer: 29 packages of 80 GB at first, then 2,700, 3,000 and 3,200 GB. Later years grow by
    1.35 and 1.25 times a year.
    """
    held = load("packaging")
    memory = dict(held.dated("world", "memory"))
    wafers = {
        "2023-01": 8_000 * 29 * 80,
        "2023-12": 15_000 * 29 * 80,
        "2024-12": 37_500 * 2_700,
        "2025-11": 77_500 * 3_000,
        "2026-12": 150_000 * 3_200,
        "2030-12": 150_000 * 3_200 * 1.35**4,
        "2035-12": 150_000 * 3_200 * 1.35**4 * 1.25**5,
    }
    assert memory == pytest.approx(wafers, rel=0.04)
    assert held.unit("memory") is Unit.GB_PER_MONTH


@pytest.mark.parametrize("name", ["memory_shortfall", "memory_premium"])
def test_no_memory_is_missing_or_dear_unless_a_scenario_says_so(name: str) -> None:
    assert load("packaging").dated("world", name) == (("2023-01", 0),)


def test_evidence_is_cited_by_its_observation() -> None:
    row = load("providers").row("openai", "price_output", "frontier", "2023-03")
    assert (row.basis, row.number, row.low, row.high) == ("evidence:obs0754", 60, 60, 60)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("chatt", "theta"), "has no entity 'chatt'; it has _all, chat"),
        (("chat", "tetha"), "has no parameter 'tetha'; it has l0"),
        (("chat", "theta", "us"), "has no key 'us'; it has no key"),
        (("chat", "c0"), "name one of its months: 2023-01, 2025-12; not None"),
        (("chat", "c0", "", "2024-01"), "name one of its months: 2023-01, 2025-12; not 2024-01"),
        (("chat", "segments"), "'consumers|developers|knowledge_workers' is not a number"),
    ],
)
def test_a_lookup_that_fails_says_what_there_is(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CatalogueError, match=message.replace("|", r"\|")):
        load("workloads").number(*arguments)


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(CatalogueError, match="no table 'chips'; there are workloads"):
        load("chips")


def test_lists_are_only_read_from_lists() -> None:
    with pytest.raises(CatalogueError, match="holds exponent, not a list"):
        load("workloads").names("chat", "theta")
    with pytest.raises(CatalogueError, match="frontier has no share; write frontier:share"):
        load("workloads").shares("multi_agent", "planning_tiers")
