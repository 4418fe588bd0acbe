"""Parameters: their value in a run at a month, what an ensemble draws there, and who says so."""

import json
import math

import pytest

from jevons.calibration.evidence import load_evidence
from jevons.market.parameters.registry import addresses, uncertain
from jevons.market.parameters.table import entries
from jevons.market.scenario import Scenario
from jevons.market.world import build_world
from jevons.studies.explain.graph import paths_of
from jevons.studies.explain.parameters import (
    MACHINE_UNITS,
    MACHINES,
    Resolved,
    dimension_of,
    matching,
    ready,
    rows_behind,
    sources_of,
    value_at,
)

CALENDAR = Scenario().calendar
NOW = CALENDAR.index("2026-03")


@pytest.fixture(scope="module")
def resolved() -> Resolved:
    """The baseline."""
    return Resolved.of(Scenario())


def test_a_parameter_has_its_declared_value_and_its_prior_as_range(resolved: Resolved) -> None:
    """Declared -0.6, with 5 and 95 % at -1.2 and -0.05."""
    found = resolved.parameter("demand.price_elasticity", NOW)
    assert found.value == -0.6
    assert found.range == pytest.approx((-1.2, -0.05))
    assert found.unit == "exponent"


def test_a_lognormal_range_is_that_of_the_prior(resolved: Resolved) -> None:
    """15 to 60 around 32, whose ends are quantiles and not bounds."""
    assert resolved.parameter("serving.uncounted_load", NOW).range == pytest.approx((15.0, 60.0))


def test_what_is_not_drawn_has_no_range(resolved: Resolved) -> None:
    assert resolved.parameter("power.peak_share", NOW).range is None
    assert resolved.parameter("regions.us.lead_time", NOW).range is None


def test_undated_values_are_those_of_the_table_of_parameters(resolved: Resolved) -> None:
    for entry in entries():
        found = resolved.parameter(entry.path, NOW)
        assert (found.unit, found.meaning) == (str(entry.unit), entry.meaning)
        if isinstance(entry.value, float):
            assert found.value == pytest.approx(entry.value), entry.path
        if found.range is not None:
            assert entry.range is not None, entry.path
            assert found.range[0] <= found.value <= found.range[1], entry.path


def test_a_dated_value_is_read_between_its_months(resolved: Resolved) -> None:
    """Memory is geometric: from 100 million in 2024-12 to 230 million in 2025-11, half-way in logs is 5.5 months on.

    2025-05 is 5 of 11 months: 100 x 2.3^(5/11) = 146.0 million.
    """
    found = resolved.parameter("packaging.world.memory", CALENDAR.index("2025-05"))
    assert found.value == pytest.approx(1e8 * 2.3 ** (5 / 11))
    assert found.value == pytest.approx(1.460e8, rel=1e-3)


def test_the_range_of_a_dated_value_is_that_of_its_month(resolved: Resolved) -> None:
    """In 2024-12 the catalogue has 65 to 145 million around 100."""
    found = resolved.parameter("packaging.world.memory", CALENDAR.index("2024-12"))
    assert (found.value, found.range) == (pytest.approx(1e8), pytest.approx((6.5e7, 1.45e8)))


def test_a_value_that_the_scenario_sets_has_it_as_source_and_no_range() -> None:
    set_so = Resolved.of(Scenario(name="mine", overrides={"demand.price_elasticity": -0.8}))
    found = set_so.parameter("demand.price_elasticity", NOW)
    assert (found.value, found.range) == (-0.8, None)
    assert [(source.trust, source.citation) for source in found.sources] == [("scenario", "set by scenario mine")]


def test_a_dated_override_holds_from_its_month_on() -> None:
    set_so = Resolved.of(Scenario(overrides={"regions.us.pipeline_growth": {"2027-01": 1.2}}))
    before, after = (
        set_so.parameter("regions.us.pipeline_growth", CALENDAR.index(month)).value for month in ("2026-12", "2027-01")
    )
    assert (before, after) == (pytest.approx(1.75), 1.2)


def test_a_value_with_two_keys_is_read_in_its_place() -> None:
    world = build_world(Scenario())
    address = addresses()["providers.google.reach.ambient"]
    assert value_at(world, address, NOW) == world.providers.reach[address.entity, address.key]


def test_patterns_cross_dots_and_stay_within_their_group() -> None:
    assert set(matching("providers.*.reach.*")) == {p for p in addresses() if ".reach." in p}
    assert matching("demand.price_elasticity") == ("demand.price_elasticity",)
    assert all(path.startswith("prices.") for path in matching("prices.*"))
    assert matching("nothing.*") == ()


def test_machines_have_paths_units_and_sources(resolved: Resolved) -> None:
    """An H100 draws 700 W."""
    found = resolved.parameter("systems.h100.power_w", NOW)
    assert (found.value, found.unit, found.range) == (700.0, "W", None)
    assert found.sources[0].trust == "publication"
    assert found.sources[0].url.startswith("https://")
    machines = {path.split(".")[1] for path in matching(f"{MACHINES}.*")}
    assert len(matching(f"{MACHINES}.*")) == len(MACHINE_UNITS) * len(machines)


def test_of_a_dated_number_the_lines_around_the_month_are_told() -> None:
    address = addresses()["packaging.world.memory"]
    assert [row.month for row in rows_behind(address, "2025-05")] == ["2024-12", "2025-11"]
    assert [row.month for row in rows_behind(address, "2023-01")] == ["2023-01", "2023-12"]
    last = rows_behind(address, "2035-12")
    assert len(last) == 1


def test_of_a_step_only_the_line_in_force_is_told() -> None:
    """Growth limits are steps: the one of 2026-01 holds in 2027, whatever comes later."""
    address = addresses()["vendors.nvidia.capacity_growth_limit"]
    assert len(rows_behind(address, "2027-06")) == 1
    assert rows_behind(address, "2027-06")[0].month <= "2027-06"


def test_a_published_figure_is_told_down_to_its_row() -> None:
    """NVIDIA's shipments before 2023 rest on a row of the registry of published figures."""
    (source,) = sources_of(addresses()["vendors.nvidia.shipped_before"], "2026-03")
    row = next(one for one in load_evidence() if one.id == source.evidence)
    assert (source.trust, source.observation) == ("evidence row", row)
    assert (row.entity, row.value) == ("NVIDIA", 289671.0)


def test_evidence_that_the_registry_does_not_hold_keeps_its_id_and_citation() -> None:
    held = {one.id for one in load_evidence()}
    sources = sources_of(addresses()["packaging.world.memory"], "2024-12")
    named = [source for source in sources if source.evidence]
    assert named
    for source in named:
        assert (source.observation is None) == (source.evidence not in held)
        assert source.citation
        assert source.url


def test_judgement_says_what_it_rests_on() -> None:
    (source,) = sources_of(addresses()["power.peak_share"], "2026-03")
    assert source.trust == "judgement"
    assert source.citation.startswith("measured draw")
    (horizon,) = sources_of(addresses()["capability.horizon_start"], "2026-03")
    assert horizon.trust == "publication"
    assert "METR" in horizon.citation


def test_every_parameter_reaches_a_source_or_the_word_judgement(resolved: Resolved) -> None:
    for path in addresses():
        for source in resolved.parameter(path, NOW).sources:
            assert source.citation, path
            assert source.trust == "judgement" or source.url or path.count(".") == 1, path
        assert resolved.parameter(path, NOW).sources, path


@pytest.mark.parametrize("dimension", uncertain())
def test_every_uncertain_dimension_has_a_range_and_a_source(resolved: Resolved, dimension: str) -> None:
    paths = paths_of(dimension)
    found = [resolved.parameter(path, NOW) for path in paths]
    assert any(one.range for one in found)
    assert {dimension_of(addresses()[path]) for path in paths} == {dimension}
    text = json.dumps([ready(one) for one in found])
    assert '"judgement"' in text or '"publication"' in text or '"evidence row"' in text


def test_a_parameter_is_ready_for_json(resolved: Resolved) -> None:
    told = ready(resolved.parameter("vendors.nvidia.shipped_before", NOW))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    (source,) = told["sources"]
    assert source["observation"]["id"] == source["evidence"]
    assert math.isclose(source["observation"]["value"], 289671.0)
