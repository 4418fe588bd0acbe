"""Every number that may be changed is declared once, with unit, bounds, source and sense."""

import math
from dataclasses import dataclass

import pytest

from jevons.market import catalogue
from jevons.market.catalogue import CatalogueError
from jevons.market.catalogue.files import read_table
from jevons.market.catalogue.row import COLUMNS
from jevons.market.parameters.declare import Array, Prior, column, declarations, parameter
from jevons.market.parameters.registry import (
    GROUPS,
    TABLES,
    UnknownPathError,
    addresses,
    dimension_of,
    find,
    uncertain,
    wider_ranges,
)
from jevons.market.parameters.table import HEAD, Entry, cells, entries, markdown
from jevons.market.scenario import Scenario
from jevons.market.units import Unit
from jevons.market.world import build_world

ENTRIES = entries()


def values(entry: Entry) -> list[float]:
    """Every declared value of a parameter."""
    return [entry.value] if isinstance(entry.value, float) else [value for _, value in entry.value]


def told(faulty: list[Entry]) -> str:
    """Paths of entries that break a rule, for the message of a failed test."""
    return ", ".join(entry.path for entry in faulty)


def test_a_declared_value_lies_in_the_middle_of_its_range() -> None:
    """Else an ensemble is off its own baseline: within half a standard deviation of the prior's median."""
    for group, declared in GROUPS.items():
        for name, declaration in declarations(declared).items():
            if declaration.prior is not None and declaration.value is not None:
                low, high = sorted((declaration.prior.at(-0.5), declaration.prior.at(0.5)))
                assert low <= declaration.value <= high, f"{group}.{name}"


def test_there_are_entries_of_every_group_and_table() -> None:
    assert {path.partition(".")[0] for path in addresses()} >= {"demand", "serving", "power", *TABLES}
    assert [entry.path for entry in ENTRIES] == list(addresses())


def test_every_parameter_says_where_its_value_comes_from() -> None:
    silent = [entry for entry in ENTRIES if entry.source.strip(" .:;,") in ("", "judgement", "catalogue")]
    assert not silent, told(silent)


def test_every_parameter_has_a_meaning_and_a_unit_of_the_closed_set() -> None:
    assert all(isinstance(entry.unit, Unit) and entry.unit not in (Unit.TEXT, Unit.LIST) for entry in ENTRIES)
    vague = [entry for entry in ENTRIES if len(entry.meaning) < 10 or "\n" in entry.meaning]
    assert not vague, told(vague)


def test_every_value_lies_within_its_bounds() -> None:
    outside = [e for e in ENTRIES if not all(e.bounds[0] <= value <= e.bounds[1] for value in values(e))]
    assert not outside, told(outside)
    assert all(low < high and math.isfinite(high - low) for low, high in (e.bounds for e in ENTRIES))


def test_every_range_lies_within_the_bounds_and_around_the_value() -> None:
    ranged = [entry for entry in ENTRIES if entry.range]
    assert ranged
    for entry in ranged:
        low, high = entry.range or (math.nan, math.nan)
        assert entry.bounds[0] <= low < high <= entry.bounds[1], entry.path
        assert low <= values(entry)[-1] <= high, entry.path


def test_the_catalogue_and_the_columns_agree_on_units() -> None:
    for table, (declared, _) in TABLES.items():
        rows = catalogue.load(table)
        for name, declaration in declarations(declared).items():
            assert rows.unit(name) is declaration.unit, f"{table}: {name}"


def test_the_table_and_the_world_tell_the_same_values() -> None:
    world = build_world(Scenario())
    for entry in ENTRIES:
        address = addresses()[entry.path]
        held = getattr(getattr(world, address.group), address.field)
        if address.entity >= 0:
            held = held[address.entity] if address.key < 0 else held[address.entity, address.key]
        # What is known last is what was declared last: a trend may go on from there.
        last = held[world.known if address.declaration.later == "faded" else -1] if entry.dated else held
        assert float(last) == pytest.approx(values(entry)[-1]), entry.path


def test_every_dimension_that_an_ensemble_draws_is_one_of_declared_ranges() -> None:
    ranged = {dimension_of(addresses()[entry.path]) for entry in ENTRIES if entry.range}
    assert set(uncertain()) == ranged
    assert len(uncertain()) == len(set(uncertain()))


def test_columns_are_dimensions_as_a_whole_or_by_the_row() -> None:
    """A row drawn apart goes by its path, and only where it has a range: OpenAI is what brands are measured against."""
    assert dimension_of(find("workloads.chat.theta")) == dimension_of(find("workloads.ambient.theta"))
    assert dimension_of(find("workloads.chat.theta")) == "workloads.theta"
    for path in ("workloads.chat.tasks_per_month", "providers.anthropic.reach.api", "providers.google.reach_growth"):
        assert dimension_of(find(path)) == path
        assert path in uncertain()
    for path in ("providers.openai.reach.chat", "providers.openai.reach_growth", "providers.meta.reach.ambient"):
        assert path not in uncertain()
    assert not {"workloads.tasks_per_month", "providers.reach", "providers.reach_growth"} & set(uncertain())


def test_every_dimension_has_a_range_for_a_hindcast_that_is_no_narrower() -> None:
    """1.5 times as wide for what was set in hindsight, 2 for what a fit left over, 1 for what no history tells."""
    wider = wider_ranges()
    assert tuple(wider) == uncertain()
    assert all(math.isfinite(factor) and factor >= 1.0 for factor in wider.values())
    assert wider["workloads.chat.tasks_per_month"] == 1.5
    assert wider["demand.price_elasticity"] == 1.5
    assert (wider["choice.price_weight"], wider["workloads.theta"]) == (2.0, 2.0)
    assert wider["capability.doubling_after_2026"] == 1.0


def test_a_path_that_is_misspelt_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownPathError, match=r"nearest: demand\.price_elasticity, "):
        find("demand.price_elasticty")
    with pytest.raises(UnknownPathError, match=r"nearest: capability, choice, clearing"):
        find("xyz")


@dataclass(frozen=True)
class Planted:
    """A group with one sound parameter and one column."""

    share: float = parameter(0.5, Unit.FRACTION, (0, 1), "a share of something", source="a report, 2025")
    pace: Array = column(Unit.RATIO_PER_YEAR, (0, 5), "a pace of something", between="step")


def test_a_declaration_keeps_what_was_said() -> None:
    declared = declarations(Planted)
    assert (declared["share"].value, declared["share"].unit, declared["share"].bounds) == (
        0.5,
        Unit.FRACTION,
        (0, 1),
    )
    assert declared["pace"].dated
    assert not declared["share"].dated


@pytest.mark.parametrize("source", ["", "  ", "judgement", " judgement "])
def test_a_number_without_a_source_or_a_reason_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="'a share': say the source, or `judgement: ` and why"):
        parameter(0.5, Unit.FRACTION, (0, 1), "a share", source=source)


def test_a_number_without_a_source_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="source"):
        parameter(0.5, Unit.FRACTION, (0, 1), "a share")  # type: ignore[call-arg]


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
def test_a_number_outside_its_bounds_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"lies outside \[0, 1\]"):
        parameter(value, Unit.FRACTION, (0, 1), "a share", source="a report, 2025")


@pytest.mark.parametrize(
    ("source", "note", "message"), [("", "why", "has no source"), ("judgement", "", "has no note")]
)
def test_a_row_without_a_source_or_a_reason_is_refused(source: str, note: str, message: str) -> None:
    row = ("us", "pue", "", "", "1.2", "1.1", "1.3", "ratio", "judgement", source, "", note)
    with pytest.raises(CatalogueError, match=message):
        read_table("regions", "\n".join([",".join(COLUMNS), ",".join(row)]) + "\n")


@pytest.mark.parametrize(
    "prior",
    [Prior(0.5, 2.0), Prior(-1.2, -0.05, "normal"), Prior(0.1, 0.9, "logit")],
    ids=["lognormal", "normal", "logit"],
)
def test_a_prior_meets_its_quantiles_and_rises(prior: Prior) -> None:
    assert prior.at(-1.6448536) == pytest.approx(prior.low)
    assert prior.at(1.6448536) == pytest.approx(prior.high)
    assert prior.low < prior.at(0.0) < prior.high


def test_the_documentation_table_has_a_line_for_every_parameter() -> None:
    lines = markdown(ENTRIES).splitlines()
    assert len(lines) == len(ENTRIES) + 2
    assert lines[0] == f"| {' | '.join(HEAD)} |"
    assert all(line.replace("\\|", "").count("|") == len(HEAD) + 1 for line in lines)


def test_a_line_of_the_table_tells_value_unit_bounds_range_and_source() -> None:
    entry = next(entry for entry in ENTRIES if entry.path == "demand.price_elasticity")
    path, value, unit, bounds, middle, meaning, source = cells(entry)
    assert (path, value, unit, bounds, middle) == (
        "demand.price_elasticity",
        "-0.6",
        "exponent",
        "-3 to 0",
        "-1.2 to -0.05",
    )
    assert meaning.startswith("elasticity of the number of tasks")
    assert source.startswith("judgement: history does not identify it")


def test_a_dated_value_is_written_as_it_is_set() -> None:
    entry = next(entry for entry in ENTRIES if entry.path == "workloads.chat.l0")
    assert entry.written.startswith("2023-01:")
    assert isinstance(entry.value, tuple)
    assert len(entry.value) == entry.written.count(":")
