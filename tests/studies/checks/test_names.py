"""Names are short and differ where series differ."""

from jevons.calibration.evidence import load_evidence
from jevons.calibration.further import SCORED
from jevons.studies.checks.names import KINDS, horizon_name, method_name, pair_name, unit_name, unit_of
from jevons.studies.checks.themes import THEMES, theme_of

LONGEST = 40


def test_every_series_that_the_model_reads_has_a_short_name_of_its_own() -> None:
    names = {(one.series, one.entity): pair_name(one.series, one.entity) for one in SCORED}
    assert len(set(names.values())) == len(names)
    assert max(map(len, names.values())) <= LONGEST
    assert not [name for name in names.values() if "_" in name or "(" in name]


def test_every_series_that_the_model_reads_has_a_theme_or_a_plain_share() -> None:
    odd = {one.series for one in SCORED if theme_of(one.series, one.entity) not in THEMES}
    assert odd <= {"inference_share"}


def test_every_kind_of_figure_that_is_fitted_has_words() -> None:
    assert {row.kind for row in load_evidence()} <= set(KINDS)


def test_series_without_a_name_speak_for_themselves() -> None:
    assert pair_name("shoes_sold", "Meta") == "Shoes sold, Meta"
    assert pair_name("price_at_capability", "o1 level (GPQA Diamond>=75)") == "Cheapest price, o1 level"
    assert pair_name("gpu_rental_price_b200_ondemand", "x") == "B200 rent, lists, x"


def test_units_are_words() -> None:
    assert unit_name(unit_of("capex", "Alphabet, Amazon, Meta and Microsoft")) == "USD a quarter"
    assert unit_name("token/week") == "tokens a week"
    assert unit_of("shoes_sold", "Meta") == ""


def test_methods_and_horizons_are_words() -> None:
    assert method_name("log_linear") == "log-linear trend"
    assert method_name("oracle_of_delphi") == "oracle of delphi"
    assert (horizon_name("0-3 months"), horizon_name("all")) == ("0–3 months", "All horizons")
