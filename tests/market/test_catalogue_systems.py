"""Systems as columns, the successors of their lines, and rules on where they may go."""

import numpy as np
import pytest

from jevons.market.calendar import month_number
from jevons.market.catalogue import CatalogueError, load, load_catalogue
from jevons.market.catalogue.rules import may_deliver
from jevons.market.catalogue.successors import Successor, successor_of
from jevons.market.catalogue.systems import load_systems
from jevons.market.vocabulary import VENDORS


def test_every_line_continues_to_the_end_of_the_calendar() -> None:
    systems = load_systems("2023-01", "2035-12")
    vendors = load("vendors")
    last = month_number("2035-12") - month_number("2023-01")
    for vendor in VENDORS:
        cadence = vendors.number(vendor, "successor_cadence")
        for line in vendors.names(vendor, "successor_lines"):
            months = [a for a, name in zip(systems.available, systems.continues, strict=True) if name == line]
            assert months[0] - systems.available[systems.index(line)] == cadence
            assert last - cadence < months[-1] <= last, line
            assert set(np.diff(months)) <= {cadence}


def test_each_generation_grows_by_the_vendors_factors() -> None:
    systems = load_systems("2023-01", "2035-12")
    factors = successor_of(load("vendors"), "google_tpu")
    older, newer = systems.index("google_tpu_2028a"), systems.index("google_tpu_2029a")
    dated = systems.index("tpu_v8t")
    for before, after in ((dated, older), (older, newer)):
        for column, factor in {
            "h100e": factors.flops,
            "bf16_tflops": factors.flops,
            "bandwidth_tb_s": factors.bandwidth,
            "memory_gb": factors.memory,
            "power_w": factors.power,
            "price_low_usd": factors.price,
            "price_high_usd": factors.price,
        }.items():
            values = getattr(systems, column)
            assert values[after] / values[before] == pytest.approx(factor), column


def test_lines_of_other_kinds_stay_of_their_kind() -> None:
    systems = load_systems("2023-01", "2035-12")
    for i, line in enumerate(systems.continues):
        if line:
            origin = systems.index(line)
            assert systems.role[i] == systems.role[origin]
            assert systems.vendor[i] == systems.vendor[origin]
            assert systems.chips[i] == systems.chips[origin]
            assert systems.sold[i]
    assert {"vera_cpu_rack", "cmx_storage", "groq3_lpx", "cerebras_cs3"} <= set(systems.continues)


def test_months_count_from_the_start_of_the_calendar() -> None:
    systems = load_systems("2023-01", "2023-12")
    assert systems.available[systems.index("h100")] == -4
    assert systems.available[systems.index("gb200_nvl72")] == 25
    assert not systems.generation.any()
    assert systems.index("a100") == 0
    with pytest.raises(ValueError, match="no system 'a900'; there are a100"):
        systems.index("a900")


def test_names_of_systems_are_unique() -> None:
    systems = load_systems("2023-01", "2035-12")
    assert len(set(systems.name)) == len(systems)


def test_factors_given_for_a_vendor_replace_its_own_and_no_others() -> None:
    base = load_systems("2023-01", "2030-12")
    faster = Successor(cadence=24, flops=3, bandwidth=1, memory=1, power=1, price=1)
    systems = load_systems("2023-01", "2030-12", {"nvidia": faster})
    last = systems.index("rubin_ultra_nvl576")
    first = systems.continues.index("rubin_ultra_nvl576")
    assert systems.available[first] == systems.available[last] + 24
    assert systems.h100e[first] == pytest.approx(3 * systems.h100e[last])
    assert [n for n in systems.name if "nvidia" not in n] == [n for n in base.name if "nvidia" not in n]


@pytest.mark.parametrize("change", [{"cadence": 6}, {"price": 0}])
def test_successors_that_cannot_be_are_refused(change: dict[str, float]) -> None:
    factors = {"cadence": 12, "flops": 2, "bandwidth": 1.4, "memory": 1.3, "power": 1.2, "price": 1.2}
    with pytest.raises(CatalogueError, match="must be"):
        Successor(**{**factors, **change})


def test_factors_for_an_unknown_vendor_are_refused() -> None:
    factors = successor_of(load("vendors"), "nvidia")
    with pytest.raises(CatalogueError, match="no vendor 'intel'; there are nvidia"):
        load_systems("2023-01", "2035-12", {"intel": factors})


@pytest.mark.parametrize(
    ("vendor", "system", "region", "month", "allowed"),
    [
        ("nvidia", "h100", "china", "2022-09", True),
        ("nvidia", "h100", "china", "2022-10", False),
        ("nvidia", "h100", "us", "2022-10", True),
        ("nvidia", "h800", "china", "2023-05", True),
        ("nvidia", "h800", "china", "2023-11", False),
        ("nvidia", "h20", "china", "2025-03", True),
        ("nvidia", "h20", "china", "2025-05", False),
        ("nvidia", "h20", "china", "2025-07", True),
        ("nvidia", "h200", "china", "2026-02", False),
        ("amd", "mi325x", "china", "2026-02", True),
        ("nvidia", "gb300_nvl72", "china", "2030-01", False),
        ("consumer", "rtx4090", "china", "2023-10", True),
        ("consumer", "rtx5090", "china", "2025-06", False),
        ("huawei", "ascend_910c", "china", "2025-06", True),
        ("nvidia", "gb300_nvl72", "gulf_asia", "2025-12", True),
    ],
)
def test_deliveries_follow_the_dated_rules(vendor: str, system: str, region: str, month: str, allowed: bool) -> None:
    assert may_deliver(load_catalogue().rules, vendor, system, region, month) is allowed


def test_rules_are_in_order_of_date() -> None:
    dates = [rule.date for rule in load_catalogue().rules]
    assert dates == sorted(dates)
