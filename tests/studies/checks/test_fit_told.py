"""Sentences and rows of a fit follow from its tables."""

import pandas as pd
import pytest

from jevons.studies.checks.fit_rows import form_rows, pair_rows, plainly, untold_rows
from jevons.studies.checks.fit_said import fit_said, forms_said, spread_said, unidentified_said
from jevons.studies.checks.fit_wrong import MOST, missed, missed_said, outside_said, unreconciled
from jevons.studies.checks.levels import levelled
from jevons.studies.checks.listing import counted, listed, small
from jevons.studies.checks.themes import by_theme
from jevons.studies.checks.unknowns import moved_only, unknown, untold
from tests.studies.checks.invented import PAIRS, Pair, chains_of, facts_of, fitted, found, pairs_of, unknowns_of


def told(*pairs: Pair) -> dict[str, str]:
    facts = facts_of(pairs)
    return {one.name: one.said for one in missed(facts, pairs_of(facts))}


def test_series_are_told_from_the_worst_on_and_met_ones_not() -> None:
    names = list(told(Pair("capex", "a", [0.3]), Pair("capex", "b", [0.1]), Pair("capex", "c", [-0.5])))
    assert names == ["Capital spending, c", "Capital spending, a"]


def test_only_so_many_are_told_and_the_page_says_how_many_there_are() -> None:
    pairs = [Pair("capex", f"firm {n}", [0.3 + n / 10]) for n in range(MOST + 2)]
    facts = facts_of(pairs)
    assert len(missed(facts, pairs_of(facts))) == MOST
    assert missed_said(pairs_of(facts)) == (
        f"{MOST + 2} of {MOST + 2} series are missed by more than a factor of 1.4 (median of each one's facts). "
        f"These are the worst {MOST}."
    )


@pytest.mark.parametrize(
    ("errors", "says"),
    [
        ([0.5, 0.5, 0.5], "the model too high (on average ×3.2)."),
        ([-0.5, -0.5, -0.5], "the model too low (on average ×0.32)."),
        ([0.5, -0.5, 0.5, -0.5], "to both sides"),
        ([0.2, 0.3, 0.4, 0.5, 0.6], "rising against the published by ×2.5 a year"),
        ([0.6, 0.5, 0.4, 0.3, 0.2], "sinking against the published by ×0.40 a year"),
    ],
)
def test_errors_are_told_with_their_direction_and_drift(errors: list[float], says: str) -> None:
    assert says in told(Pair("capex", "a", errors))["Capital spending, a"]


def test_a_series_with_an_open_level_is_missed_by_its_growth_alone() -> None:
    said = told(Pair("capex", "a", [1.0, 1.4, 1.8, 2.2], free=True))["Capital spending, a"]
    assert said.startswith("growth only, and even so off by a factor of 2.5 (median of 4 facts)")
    assert "too high" not in said
    assert "moved to the published level" in said
    assert told(Pair("capex", "a", [1.5, 1.5, 1.5], free=True)) == {}


def test_facts_outside_their_bands_are_counted_by_series() -> None:
    facts = facts_of([Pair("capex", "a", [0.9, 0.9, 0.0]), Pair("capex", "b", [-0.9, 0.0])])
    assert outside_said(facts) == (
        "3 facts of 5 lie outside of their 90 % bands: Capital spending, a (2); Capital spending, b (1)."
    )
    assert outside_said(facts_of(PAIRS[:1])).startswith("All 4 facts")


def test_facts_of_the_audit_are_told_from_the_oddest_on_with_their_side() -> None:
    odd = unreconciled(facts_of([Pair("capex", "a", [0.1] * 3, odd={0: 3.0, 2: -5.0})]))
    assert [one.name for one in odd] == ["Capital spending, a, July 2024", "Capital spending, a, January 2024"]
    assert odd[0].said.startswith("5.0 standard deviations below")
    assert odd[1].said.startswith("3.0 standard deviations above")


def test_an_open_level_is_not_held_against_the_model_in_the_audit() -> None:
    (odd,) = unreconciled(facts_of([Pair("capex", "a", [2.0] * 3, free=True, odd={0: 3.0})]))
    assert "modelled" not in odd.said


def test_readings_are_moved_only_where_the_level_is_open() -> None:
    held, free = (facts_of([Pair("capex", "a", [0.5, 0.7], free=free)]) for free in (False, True))
    assert levelled(held) is held
    assert list(levelled(free)["log10_error"]) == pytest.approx([-0.1, 0.1])
    assert list(levelled(free)["p50"] / free["observed"]) == pytest.approx([10**-0.1, 10**0.1])


def test_one_figure_with_an_open_level_has_no_miss() -> None:
    facts = facts_of()
    rows = {row.name: row for row in pair_rows(facts, pairs_of(facts))}
    assert rows["Revenue of a year, OpenAI"].off == "–"
    assert rows["Output price, DeepSeek chat"].off == "×7.08"
    assert rows["Output price, DeepSeek chat"].inside == "0 of 4"
    assert (rows["Monthly users, Meta AI"].held_to, rows["Monthly users, Meta AI"].bias) == ("growth", "left open")


def test_figures_that_all_lie_high_are_said_to_lean() -> None:
    assert "figures lie mostly above" in spread_said(facts_of([Pair("capex", n, [-0.4] * 5) for n in "abc"]))
    assert "figures lie mostly below" in spread_said(facts_of([Pair("capex", n, [0.4] * 5) for n in "abc"]))
    both = [Pair("capex", n, [0.1 * (-1) ** place] * 5) for place, n in enumerate("abcd")]
    assert "lean to neither side" in spread_said(facts_of(both))


def test_untold_unknowns_neither_narrowed_nor_moved() -> None:
    unknowns = unknowns_of(informed=4)
    assert len(untold(unknowns)) == len(unknowns) - 5
    assert len(moved_only(unknowns)) == 1
    assert f"{len(unknowns) - 5} unknowns of {len(unknowns)} lost less than 10 %" in unidentified_said(unknowns, 400)
    assert unidentified_said(unknowns.assign(contraction=0.4), 400) == (
        "Every unknown was narrowed or moved by the data."
    )


def test_unknowns_that_differ_by_their_owner_are_told_together() -> None:
    rows = untold_rows(unknowns_of())["workloads"]
    tasks = [one for one in plainly(rows) if one.field == "tasks per month"]
    assert len(tasks) == 1
    assert "chat" in tasks[0].owners
    assert sum(len(group) for group in untold_rows(unknowns_of()).values()) == len(untold(unknowns_of()))


def test_ranges_are_told_in_their_unit_where_there_is_one() -> None:
    assert unknown("demand.price_elasticity").declared.endswith("exponent")
    assert " to " in unknown("demand.price_elasticity").declared
    assert unknown("segments.bass_p_chat").declared == "several ranges"


def test_forms_are_told_from_the_heaviest_on() -> None:
    rows = form_rows(chains_of())
    assert (rows[0].before, rows[0].after, rows[0].evidence, rows[0].strayed) == ("25 %", "99 %", "0", "0.90")
    assert rows[1].evidence.startswith("\N{MINUS SIGN}")
    assert rows[1].strayed == "–"
    assert "They leave less than 1 % to" in forms_said(chains_of())


def test_short_chains_are_warned_of() -> None:
    few = found()
    few.chains["effective"] = 50.0
    assert "a chain has only 50 independent samples" in fit_said(few, fitted(few).about).warning


def test_the_day_of_the_data_is_that_of_the_fit() -> None:
    findings = found()
    assert "published until 31 December 2024" in fit_said(findings, fitted(findings, "2024-12-31").about).data


def test_themes_hold_every_series_with_facts_enough_once() -> None:
    facts = facts_of()
    groups = by_theme(facts, 3)
    assert [theme.name for theme in groups] == ["use", "prices", "money", "machines"]
    assert len(pd.concat(groups.values())) == len(facts) - 2


def test_parts_of_sentences() -> None:
    assert [listed(list(names)) for names in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert [counted(n, "fact") for n in (0, 1, 2)] == ["no fact", "1 fact", "2 facts"]
    assert [small(share) for share in (0.0, 0.0002, 0.01, 0.1)] == ["0 %", "below 0.1 %", "1 %", "10 %"]
