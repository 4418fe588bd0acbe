"""Text: the number first, then why, then who says so; 120 columns, readable without knowing the code."""

import pytest

from jevons.market.parameters.registry import uncertain
from jevons.studies.explain import Explanation, explain
from jevons.studies.explain.parameters import Parameter, Source
from jevons.studies.explain.told import WIDTH, by_dimension, names_told, told, value_told
from tests.studies.explain.conftest import SMALL


def lines_of(name: str, month: str | None = None, depth: int = 2) -> list[str]:
    return list(told(explain(name, SMALL, month, depth)))


def parameter(path: str, value: float = 1.0, drawn: bool = False, *sources: Source) -> Parameter:
    said = sources or (Source("judgement", "a guess"),)
    return Parameter(path, value, (0.5, 2.0) if drawn else None, "ratio", "a thing", said)


def explanation_of(*parameters: Parameter) -> Explanation:
    named = {one.path: one for one in parameters}
    return Explanation("x", "parameter", "small", 1, 500, "2026-03", "2026-03", None, named, ("spend",))


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.123, "fraction", "12 %"),
        (12.74, "ratio", "12.7"),
        (1.315e15, "token/month", "1.31 quadrillion token/month"),
        (7.08e9, "unit", "7.08 billion units"),
        (True, "yes or no", "yes"),
        (False, "yes or no", "no"),
        ("power", "cause", "power"),
        (None, "USD", "not defined"),
    ],
)
def test_values_are_told_with_their_units(value: float | bool | str | None, unit: str, said: str) -> None:
    assert value_told(value, unit) == said


@pytest.mark.parametrize(
    "name", ["growth_usd", "spend", "power_gw", "elasticity_usd", "scarcity_cause", "unserved_share"]
)
def test_the_number_comes_first_then_why_then_who_says_so(name: str) -> None:
    lines = lines_of(name)
    assert lines[0].startswith(f"{name} in 20")
    places = [next(n for n, line in enumerate(lines) if line.startswith(head)) for head in ("Why", "Who says so")]
    assert 0 < places[0] < places[1]
    assert max(map(len, lines)) <= WIDTH == 120


@pytest.mark.parametrize(
    "name", ["prices.markup_reach", "packaging.world.memory", "providers.reach", *uncertain()[::9]]
)
def test_parameters_too_fit_the_columns_and_say_what_they_are_behind(name: str) -> None:
    lines = lines_of(name)
    assert lines[0].startswith(f"{name} in 2026-03")
    assert lines.index("What it is behind") < next(n for n, line in enumerate(lines) if line.startswith("Who says so"))
    assert max(map(len, lines)) <= WIDTH


def test_every_shown_parameter_is_told_with_a_source() -> None:
    """Each dimension opens a block of its own, in which evidence, a publication or judgement stands."""
    found = explain("price_paid", SMALL, None, 3)
    blocks = blocks_of("\n".join(told(found)).split("Who says so", 1)[1])
    for name, members in by_dimension(found.parameters.values()).items():
        block = blocks[members[0].path if len(members) == 1 else name]
        assert any(word in block for word in ("judgement", "publication", "evidence row", "a source for each")), name


def blocks_of(text: str) -> dict[str, str]:
    """Blocks by what opens them: lines with just two spaces before them."""
    blocks: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("  ") and line[2:3] not in ("", " "):
            name = line.split()[0]
        blocks[name] = blocks.get(name, "") + line + "\n"
    return blocks


def test_factors_are_indented_under_what_they_explain() -> None:
    lines = lines_of("spend", depth=3)
    assert any(line.startswith("  + sales_by_token ") for line in lines)
    assert any(line.startswith("    × price_paid ") for line in lines)
    assert any(line.startswith("      × price_over_cost ") for line in lines)
    assert any(line.strip().startswith("set by demand.chat_fee") for line in lines)
    assert any(line.strip() == "answers also to load, and these to it" for line in lines)


def test_what_is_left_out_is_named() -> None:
    lines = lines_of("rebound_usd", depth=1)
    assert any(line.strip() == "rests on resource_usd, need_without_response_usd" for line in lines)
    at = next(n for n, line in enumerate(lines) if line.startswith("Deeper down it rests on more parameters"))
    assert "demand.price_elasticity" in " ".join(lines[at:])


def test_a_quantity_that_stands_twice_is_told_once() -> None:
    lines = lines_of("rebound_usd", depth=3)
    told_of = [n for n, line in enumerate(lines) if line.strip().startswith("÷ efficiency_usd")]
    assert len(told_of) == 2
    assert lines[told_of[0] + 1].strip() != "as above"
    assert lines[told_of[1] + 1].strip() == "as above"


def test_a_published_figure_is_told_with_value_date_and_address() -> None:
    text = " ".join(line.strip() for line in lines_of("vendors.nvidia.shipped_before"))
    for words in ("evidence row obs0424", "290,000 H100e", "2022-12-31", "https://github.com/epoch-research"):
        assert words in text


def test_values_that_are_alike_are_told_once() -> None:
    alike = [parameter(f"regions.{region}.lead_time", 24.0) for region in ("us", "china", "europe")]
    text = "\n".join(told(explanation_of(*alike)))
    assert "all 3: 24" in text
    assert "[3 values]" in text
    other = parameter("regions.rest.lead_time", 36.0)
    assert "us, china, europe: 24; rest: 36" in "\n".join(told(explanation_of(*alike, other)))


def test_of_many_values_the_ends_are_told() -> None:
    found = explain("segments.count", SMALL)
    assert len(found.parameters) > 15
    text = "\n".join(told(found))
    assert f"{len(found.parameters)} values, from " in text


def test_drawn_parameters_come_first_with_their_range() -> None:
    fixed, drawn = parameter("power.peak_share"), parameter("power.reserved_share", 1.0, True)
    found = list(by_dimension([fixed, drawn]))
    assert found == ["power.reserved_share", "power.peak_share"]
    text = "\n".join(told(explanation_of(fixed, drawn)))
    assert "power.reserved_share = 1 (0.5 to 2) ratio: a thing" in text
    assert "in brackets the 5 and 95 %" in text
    assert "in brackets" not in "\n".join(told(explanation_of(fixed)))


def test_evidence_comes_first_and_more_than_four_judgements_are_counted() -> None:
    """Of a drawn column with six judgements four are told and two counted; of a fixed one, one and five."""
    places = ("us", "china", "europe", "gulf_asia", "rest")
    guesses = [Source("judgement", f"guess {n}") for n in range(1, 7)]
    row = Source("evidence row", "Someone", "https://x.org", evidence="obs9999")
    for drawn, shown, left in ((True, 4, 2), (False, 1, 5)):
        said = [(guesses[0], guesses[1]), *((guess,) for guess in guesses[2:])]
        said[-1] = (*said[-1], row)
        column = [
            parameter(f"regions.{place}.pue", 1.0 + n, drawn, *sources)
            for n, (place, sources) in enumerate(zip(places, said, strict=True))
        ]
        text = "\n".join(told(explanation_of(*column)))
        assert text.index("evidence row obs9999: Someone, https://x.org") < text.index("judgement: guess")
        assert text.count("judgement: guess") == shown
        assert f"and more, {left} by judgement: `jevons explain regions.rest.pue`" in text


def test_a_long_address_is_broken_only_where_it_is_longer_than_a_line() -> None:
    short, long = "https://example.org/" + "a" * 60, "https://example.org/" + "b" * 150
    for address, whole in ((short, True), (long, False)):
        one = parameter("power.peak_share", 1.0, False, Source("publication", "A name of some length", address))
        lines = list(told(explanation_of(one)))
        assert any(address in line for line in lines) == whole
        assert max(map(len, lines)) <= WIDTH


def test_the_list_of_names_is_grouped_and_fits() -> None:
    lines = list(names_told())
    for head in ("Verdicts", "Summary series", "Outputs", "Factors of these"):
        assert head in lines
    assert max(map(len, lines)) <= WIDTH
    assert any(line.startswith("  tokens_total") and "token/month" in line for line in lines)
    assert any(line.startswith("  outputs.resource_usd") and "idle" not in line[:40] for line in lines)
