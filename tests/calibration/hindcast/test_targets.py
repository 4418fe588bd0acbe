"""Targets: what was published after an origin, and nothing of it among what is known."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from jevons.calibration.baselines.short import BASELINES
from jevons.calibration.discrepancy import Discrepancy
from jevons.calibration.evidence import Observation, load_evidence
from jevons.calibration.hindcast.targets import MODEL, OTHER_LISTS, marks_at, targets
from jevons.calibration.scoreboard.board import told_apart
from jevons.calibration.scores.marks import Mark
from tests.calibration.scoreboard.conftest import row, table

ORIGIN = date(2025, 6, 30)
USERS = ("weekly_active_users", "ChatGPT")
PREDICTIONS = table((0.02, 0.04))
PAST = [row(*USERS, "2024-12-31", 300.0), row(*USERS, "2025-06-30", 500.0)]
LATER = row(*USERS, "2025-12-31", 800.0)


def ids(rows: list[Observation], origin: date = ORIGIN) -> list[str]:
    return [one.id for one in targets(rows, origin)]


def marks(*rows: Observation, law: Discrepancy | None = None) -> list[Mark]:
    return marks_at(ORIGIN, PREDICTIONS, rows, law)


def model(*rows: Observation, law: Discrepancy | None = None) -> Mark:
    """The mark of the ensemble on the only target."""
    (mark,) = (one for one in marks(*rows, law=law) if one.method == MODEL)
    return mark


def test_what_was_published_by_the_origin_is_no_target() -> None:
    """Not even of a time still to come; the day after the origin it is one."""
    at = replace(LATER, id="at", published=ORIGIN)
    after = replace(LATER, id="after", published=date(2025, 7, 1))
    assert ids([*PAST, at, after]) == ["after"]


def test_what_was_published_later_of_a_time_before_is_no_target() -> None:
    restated = replace(PAST[0], id="restated", published=date(2025, 9, 1))
    to_the_day = replace(PAST[1], id="to the day", published=date(2025, 9, 1))
    assert ids([restated, to_the_day]) == []


@pytest.mark.parametrize(("day", "there"), [("2025-07-01", True), ("2026-06-30", True), ("2026-07-02", False)])
def test_targets_reach_a_year_ahead(day: str, there: bool) -> None:
    assert bool(ids([row(*USERS, day, 800.0)])) is there


def test_only_figures_to_fit_that_have_a_logarithm_are_targets() -> None:
    rows = [replace(LATER, id=use, use=use) for use in ("fit", "check", "context", "no")]
    assert ids([*rows, replace(LATER, id="nothing", value=0.0), replace(LATER, id="loss", value=-1.0)]) == ["fit"]


@pytest.mark.parametrize("series", [*OTHER_LISTS, "price_input_cached_hit"])
def test_lists_that_repeat_a_tier_s_are_left_out(series: str) -> None:
    assert ids([replace(LATER, series=series)]) == []


def test_output_prices_of_flagships_stand_for_the_list() -> None:
    assert ids([replace(LATER, id="list", series="flagship_price_output")]) == ["list"]


def test_the_model_and_every_baseline_are_marked_on_every_target() -> None:
    found = marks(*PAST, row(*USERS, "2025-09-30", 600.0), LATER)
    assert Counter(mark.method for mark in found) == dict.fromkeys([MODEL, *BASELINES], 2)
    assert {mark.fact for mark in found} == {
        f"{ORIGIN}/{USERS[0]}/{USERS[1]}/{day}" for day in ("2025-09-30", "2025-12-31")
    }
    assert {round(mark.months, 2) for mark in found} == {3.02, 6.05}
    assert {(mark.series, mark.entity) for mark in found} == {USERS}


def test_the_model_goes_on_from_the_last_figure_at_its_own_pace() -> None:
    """184 days of 30.44 at 2 and 4 % a month from 500: ln 0.121 and 0.242, the median between them; seen ln(8/5)."""
    mark = model(*PAST[1:], LATER, law=Discrepancy(drift=0.01))
    assert mark.error == pytest.approx(0.181 - np.log(1.6), abs=0.02)


def test_no_change_stays_where_the_last_figure_was() -> None:
    (mark,) = (mark for mark in marks(*PAST, LATER) if mark.method == "no_change")
    assert mark.error == pytest.approx(np.log(500.0 / 800.0))


def test_the_law_of_the_discrepancy_can_be_another() -> None:
    """The past outgrew the model: with a pace it is expected to go on."""
    plain, paced = (model(*PAST, LATER, law=Discrepancy(pace=pace, persistence=2.0)) for pace in (0.0, 1.0))
    assert model(*PAST, LATER) == model(*PAST, LATER, law=Discrepancy())
    assert paced.error > plain.error + 0.05


@pytest.mark.parametrize("value", [1.0, 1e6])
@pytest.mark.parametrize("day", ["2023-06-30", "2025-03-31", "2025-06-30", "2025-09-30"])
def test_nothing_that_was_published_after_the_origin_is_known(day: str, value: float) -> None:
    """A figure planted a day after it, of whatever time, leaves all marks on all other targets as they were."""
    planted = replace(row(*USERS, day, value, fact="planted"), published=date(2025, 7, 1))
    found = [mark for mark in marks(*PAST, planted, LATER) if not mark.fact.endswith("planted")]
    assert found == marks(*PAST, LATER)


@pytest.mark.parametrize("day", ["2025-03-31", "2025-06-30"])
def test_what_was_published_by_the_origin_is_known(day: str) -> None:
    """So that the test above could fail."""
    planted = replace(row(*USERS, day, 1e6, fact="planted"), published=ORIGIN)
    assert model(*PAST, planted, LATER).error > model(*PAST, LATER).error + 0.1


def test_a_series_without_a_past_is_not_marked() -> None:
    assert marks(LATER) == []
    assert marks(replace(PAST[0], published=date(2025, 8, 1)), LATER) == []
    assert marks(row("monthly_active_users", "Gemini app", "2025-01-31", 300.0), LATER) == []


def test_a_series_that_nothing_stands_for_is_not_marked() -> None:
    rows = [replace(one, series="coffees drunk", entity="Nobody") for one in (*PAST, LATER)]
    assert marks(*rows) == []


def test_months_that_the_ensemble_does_not_have_are_not_marked() -> None:
    early = PREDICTIONS[PREDICTIONS["month"] < "2025-07-01"]
    assert marks_at(ORIGIN, early, [*PAST, LATER]) == []


def test_a_figure_without_a_logarithm_is_sifted_out_before() -> None:
    """A loss of a pair that is scored, as of a margin: from the registry as `told_apart` gives it."""
    planted = replace(row(*USERS, "2025-03-31", 1.0), value=-0.94)
    assert marks(*told_apart([*PAST, planted, LATER])) == marks(*PAST, LATER)


@pytest.mark.parametrize("origin", [date(2024, 12, 31), date(2025, 12, 31)])
def test_targets_of_the_registry_lie_ahead(origin: date) -> None:
    rows = list(targets(load_evidence(), origin))
    assert len(rows) > 30
    assert all(one.published > origin and one.end > origin for one in rows)
    assert not any(one.series.startswith("price_input") for one in rows)


def test_marks_of_the_registry_are_numbers() -> None:
    found = marks_at(ORIGIN, PREDICTIONS, told_apart(load_evidence()))
    assert len({(mark.series, mark.entity) for mark in found}) > 10
    assert all(np.isfinite([mark.crps, mark.error, mark.months]).all() for mark in found)
    assert {0.0 < mark.months <= 12.0 for mark in found} == {True}
    assert len({mark.method for mark in found}) == 1 + len(BASELINES)
