"""Aliases: what reads a pair comes first, every line stands for an operator, and none is idle."""

import pytest

from jevons.calibration.aliases import load_aliases, standing_for
from jevons.calibration.evidence import load_evidence
from jevons.calibration.further import FURTHER, SCORED
from jevons.calibration.operators import OPERATORS
from jevons.calibration.predictions import label


def test_operators_have_names_of_their_own() -> None:
    names = [label(operator) for operator in SCORED]
    assert len(set(names)) == len(names) == len(OPERATORS) + len(FURTHER)


@pytest.mark.parametrize("operator", SCORED, ids=label)
def test_what_reads_a_pair_stands_for_itself(operator: object) -> None:
    found = standing_for(operator.series, operator.entity)  # type: ignore[attr-defined]
    assert found is not None
    assert found.operator is operator
    assert found.why == ""


@pytest.mark.parametrize(
    ("series", "entity", "stands"),
    [
        (
            "gpu_rental_price_b200_spot",
            "anybody",
            "gpu_rental_price_h100_ondemand: specialised clouds, median of lists",
        ),
        ("revenue_run_rate", "Claude Code", "revenue_run_rate: Anthropic"),
        ("revenue_run_rate", "Mistral", "revenue_run_rate: all providers"),
        ("monthly_active_users", "Gemini everywhere", "monthly_active_users: Gemini app"),
        ("capex", "Oracle", "capex: Alphabet, Amazon, Meta and Microsoft"),
        ("tokens_processed_per_day", "Alibaba Qwen", "tokens_processed_per_day: China (national)"),
    ],
)
def test_pairs_without_an_operator_have_a_stand_in_with_a_reason(series: str, entity: str, stands: str) -> None:
    found = standing_for(series, entity)
    assert found is not None
    assert label(found.operator) == stands
    assert found.why


def test_strangers_have_none() -> None:
    assert standing_for("strange", "Mars") is None


def test_every_alias_has_a_reason_and_only_later_lines_are_wider() -> None:
    """A line that an earlier one hides would never count."""
    aliases = load_aliases()
    assert all(alias.why for alias in aliases)
    for place, alias in enumerate(aliases):
        hiding = [one for one in aliases[:place] if one.fits(alias.series, alias.entity)]
        assert not hiding, alias


def test_fit_facts_of_pairs_with_three_or_more_are_forecast_or_have_a_reason() -> None:
    known = [(row.series, row.entity) for row in load_evidence() if row.use == "fit"]
    often = {pair for pair in known if known.count(pair) >= 3}
    stands = {pair for pair in often if standing_for(*pair) is not None}
    assert len(stands) >= 0.8 * len(often)
