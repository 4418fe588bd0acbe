"""The catalogue refuses what is unclear, by file and row, and names that point at nothing."""

from dataclasses import replace

import pytest

from jevons.market.catalogue import Catalogue, CatalogueError, Table, load_catalogue
from jevons.market.catalogue.files import read_table
from jevons.market.catalogue.row import COLUMNS
from jevons.market.catalogue.sheet import read_sheet
from jevons.market.catalogue.system import System
from jevons.market.vocabulary import VENDORS

ROW = {
    "entity": "chat",
    "parameter": "theta",
    "month": "",
    "key": "",
    "value": "0.3",
    "low": "0",
    "high": "0.6",
    "unit": "exponent",
    "basis": "judgement",
    "source": "judgement",
    "url": "",
    "note": "calls hardly follow length",
}


def workloads_with(*changes: dict[str, str]) -> Table:
    """A workloads table of one row per change."""
    lines = [",".join(COLUMNS)]
    lines += [",".join({**ROW, **change}[column] for column in COLUMNS) for change in changes]
    return read_table("workloads", "\n".join(lines) + "\n")


def with_value(catalogue: Catalogue, table: str, entity: str, parameter: str, value: str) -> Catalogue:
    """The catalogue with one value rewritten."""
    old: Table = getattr(catalogue, table)
    rows = tuple(
        replace(row, value=value) if (row.entity, row.parameter) == (entity, parameter) else row for row in old.rows
    )
    assert rows != old.rows
    return Catalogue(**vars(catalogue) | {table: Table(old.file, rows)})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": ""}, "has no source"),
        ({"basis": "source", "source": "A report"}, "has a source without an address"),
        ({"note": ""}, "has no note"),
        ({"entity": "chatt"}, "unknown entity 'chatt'; allowed are _all, chat"),
        ({"parameter": "Theta 2"}, "not a snake_case parameter name"),
        ({"month": "2023-13"}, "'2023-13' is not a month"),
        ({"basis": "rumour"}, "basis 'rumour'; allowed are"),
        ({"unit": "exponents"}, "unknown unit 'exponents'; allowed are"),
        ({"value": "a third"}, "value 'a third' is not a number"),
        ({"value": ""}, "value '' is not a number"),
        ({"value": "inf"}, "value 'inf' is not a number"),
        ({"low": "few"}, "low 'few' is not a number"),
        ({"low": "0.4"}, "low 0.4, value 0.3, high 0.6; they must rise"),
        ({"high": "0.2"}, "low 0, value 0.3, high 0.2; they must rise"),
        ({"unit": "list", "value": "small|mid"}, "a list has no low and high"),
        ({"unit": "month", "low": "", "high": ""}, "'0.3' is not a month"),
        ({"unit": "text", "value": "", "low": "", "high": ""}, "has no value"),
    ],
)
def test_an_unclear_row_is_refused_by_file_row_and_name(change: dict[str, str], message: str) -> None:
    with pytest.raises(CatalogueError, match=message) as caught:
        workloads_with(change)
    assert str(caught.value).startswith("workloads.csv, row 2 (")
    assert "\n" not in str(caught.value)


def test_a_row_may_leave_out_its_range() -> None:
    assert workloads_with({"low": "", "high": ""}).number("chat", "theta") == 0.3


def test_a_second_row_for_the_same_value_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"row 3 \(chat, theta\): row 2 gives the same"):
        workloads_with({}, {"value": "0.4"})


def test_a_parameter_keeps_its_unit() -> None:
    with pytest.raises(CatalogueError, match="in ratio, but row 2 in exponent"):
        workloads_with({}, {"entity": "ambient", "unit": "ratio"})


def test_a_file_with_other_columns_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"tiers.csv: columns entity, value; they must be entity, par"):
        read_table("tiers", "entity,value\nfrontier,1\n")
    with pytest.raises(CatalogueError, match=r"tiers.csv, row 2: 2 cells; there must be 12"):
        read_table("tiers", ",".join(COLUMNS) + "\nfrontier,1\n")


def test_a_malformed_list_entry_is_refused() -> None:
    table = workloads_with({"unit": "list", "value": "small|Mid!", "low": "", "high": ""})
    with pytest.raises(CatalogueError, match="'Mid!'; write a list as"):
        table.names("chat", "theta")


@pytest.mark.parametrize(
    ("table", "entity", "parameter", "value", "message"),
    [
        (
            "providers",
            "meta",
            "fleet_mix",
            "a100:0.5|a900:0.5",
            r"fleet_mix.*no system 'a900'; there are a100",
        ),
        ("providers", "meta", "fleet_mix", "a100:0.5|h100:0.4", "shares sum to 0.9; they must sum to 1"),
        ("providers", "meta", "tiers_sold", "mid|tiny", "no tier 'tiny'; there are frontier"),
        ("providers", "meta", "region", "mars", "no region 'mars'; there are us"),
        ("vendors", "amd", "systems", "mi300x|mi999", "no system 'mi999'; there are"),
        ("vendors", "amd", "systems", "mi300x", "helios, mi250x, mi325x.* differ from the column sold"),
        ("vendors", "amd", "successor_lines", "h100", "no product of the vendor 'h100'; there are helios"),
        ("vendors", "amd", "buyers", "openai|nobody", "no provider 'nobody'; there are openai"),
        ("workloads", "chat", "segments", "consumers|martians", "no segment 'martians'; there are consumers"),
        ("workloads", "chat", "execution_tiers", "tiny", "no tier 'tiny'"),
        ("workloads", "chat", "segments", "consumers", "in workloads.csv chat does not list developers"),
        ("tiers", "mid", "reference", "gpt_9", "no architecture 'gpt_9'; there are deepseek_v3"),
        ("tiers", "mid", "precision", "fp1@2023-01", "no precision 'fp1'; there are bf16"),
    ],
)
def test_a_name_that_points_at_nothing_is_refused(
    table: str, entity: str, parameter: str, value: str, message: str
) -> None:
    with pytest.raises(CatalogueError, match=message):
        with_value(load_catalogue(), table, entity, parameter, value)


def test_a_provider_that_can_have_no_hardware_is_refused_by_name() -> None:
    """Mistral and its like, if they rented nothing, had no fleet and no vendor sold to them."""
    catalogue = load_catalogue()
    buyers = {v: "|".join(n for n in catalogue.vendors.names(v, "buyers") if n != "eu_sovereign") for v in VENDORS}
    sold = tuple(
        replace(row, value=buyers[row.entity] or "none") if row.parameter == "buyers" else row
        for row in catalogue.vendors.rows
    )
    held = tuple(
        replace(row, value="1", number=1.0) if (row.entity, row.parameter) == ("eu_sovereign", "owned_share") else row
        for row in catalogue.providers.rows
        if (row.entity, row.parameter) != ("eu_sovereign", "fleet_mix")
    )
    tables = {"vendors": Table("vendors.csv", sold), "providers": Table("providers.csv", held)}
    with pytest.raises(CatalogueError, match=r"providers.csv: eu_sovereign can have no hardware: no fleet_mix"):
        Catalogue(**vars(catalogue) | tables)


def test_a_region_without_power_is_refused_with_who_is_at_home_there() -> None:
    catalogue = load_catalogue()
    dark = tuple(
        replace(row, value="0", number=0.0) if (row.entity, row.parameter) == ("europe", "ai_power_available") else row
        for row in catalogue.regions.rows
    )
    with pytest.raises(CatalogueError, match=r"regions.csv.*0 GW, but eu_sovereign is at home in europe"):
        Catalogue(**vars(catalogue) | {"regions": Table("regions.csv", dark)})


def test_a_row_about_an_unknown_key_is_refused() -> None:
    catalogue = load_catalogue()
    row = replace(catalogue.segments.row("consumers", "count", "us"), key="moon")
    with pytest.raises(CatalogueError, match="unknown key 'moon'; allowed are us, china"):
        replace(catalogue, segments=Table("segments.csv", (*catalogue.segments.rows, row)))


def test_a_rule_about_an_unknown_product_is_refused() -> None:
    catalogue = load_catalogue()
    rule = replace(catalogue.rules[1], systems="h900")
    with pytest.raises(CatalogueError, match=r"rules.csv \(chip_control\): no system 'h900'"):
        replace(catalogue, rules=(rule,))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("vendor", "intel", "vendor 'intel'; allowed are nvidia"),
        ("role", "both", "role 'both'; allowed are serve"),
        ("power_w", "hot", "power_w 'hot' is not a number"),
        ("price_high_usd", "1", "price from 10000 to 1 USD"),
        ("price_scope", "module", "price_scope 'module'; allowed are chip"),
        ("available", "soon", "'soon' is not a month"),
        ("source", "", "has no source"),
        ("sold", "amd", "sold 'amd'; allowed are , nvidia"),
    ],
)
def test_an_unclear_system_is_refused(column: str, value: str, message: str) -> None:
    a100 = vars(load_catalogue().systems[0]) | {column: value}
    text = ",".join(a100) + "\n" + ",".join(f'"{cell}"' for cell in a100.values()) + "\n"
    with pytest.raises(CatalogueError, match=message) as caught:
        read_sheet(System, "systems.csv", text)
    assert str(caught.value).startswith("systems.csv, row 2 (a100): ")
