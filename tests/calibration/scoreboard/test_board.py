"""The board: forecasts start from what is known, intervals and errors are told, and every row is accounted for."""

import json
import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.evidence import load_evidence
from jevons.calibration.scoreboard.board import Line, score, summary, told_apart
from jevons.calibration.scoreboard.document import board_document
from jevons.calibration.scoreboard.incoming import Incoming, Unmapped
from tests.calibration.scoreboard.conftest import row, table

USERS, CHAT = "weekly_active_users", "ChatGPT"
KNOWN = [row(USERS, CHAT, "2025-12-31", 800.0)]


def asked(series: str, entity: str, day: str, value: float, name: str = "a") -> Incoming:
    at = date.fromisoformat(day)
    return Incoming(name, series, entity, at, at, value, "person", "measured", name)


def line(predictions: pd.DataFrame, value: float = 1000.0, day: str = "2026-06-30") -> Line:
    (found,) = score([asked(USERS, CHAT, day, value)], predictions, KNOWN).lines
    return found


def test_a_forecast_starts_from_the_last_figure_and_grows_as_the_members_do(predictions: pd.DataFrame) -> None:
    """Half a year at 2 and 4 % a month from 800: about 800 e^(0.18) = 958 in the median, whatever members' level."""
    median = line(predictions).quantiles[2]
    assert median == pytest.approx(958.0, rel=0.02)
    assert line(table((0.02, 0.04), start=1e4)).quantiles[2] == pytest.approx(median, rel=0.03)


def test_quantiles_rise_and_doubt_grows_with_time(predictions: pd.DataFrame) -> None:
    near, far = line(predictions, day="2026-03-31").quantiles, line(predictions, day="2028-03-31").quantiles
    assert list(near) == sorted(near)
    assert far[4] / far[0] > near[4] / near[0] > 1.1


def test_error_and_intervals_are_those_of_the_figure(predictions: pd.DataFrame) -> None:
    found = line(predictions, value=1000.0)
    assert found.log10_error == pytest.approx(math.log10(found.quantiles[2] / 1000.0))
    assert found.inside(90)
    assert not line(predictions, value=1e6).inside(90)
    assert line(predictions, value=found.quantiles[2]).inside(50)
    assert line(predictions, value=1e6).crps > found.crps


def test_baselines_stand_beside_it(predictions: pd.DataFrame) -> None:
    """With one known figure all of them leave it as it is: log10 (800 / 1000)."""
    found = line(predictions, value=1000.0)
    assert found.baselines["no_change"] == pytest.approx(math.log10(0.8))
    assert found.baselines["log_linear"] == pytest.approx(math.log10(0.8))


def test_the_fact_itself_is_not_known_to_its_forecast(predictions: pd.DataFrame) -> None:
    same = row(USERS, CHAT, "2026-03-01", 1000.0, fact="a")
    (found,) = score([asked(USERS, CHAT, "2026-06-30", 1000.0)], predictions, [*KNOWN, same]).lines
    assert found.known == 1


def test_what_was_published_after_the_origin_is_not_known(predictions: pd.DataFrame) -> None:
    later = row(USERS, CHAT, "2026-03-01", 5000.0, published=date(2026, 4, 1))
    (found,) = score([asked(USERS, CHAT, "2026-06-30", 1000.0)], predictions, [*KNOWN, later]).lines
    assert found.known == 1


def test_parts_of_totals_are_known_by_themselves() -> None:
    part = row("capex", "Meta", "2025-12-31", 2e10, use="no", id="p1")
    total = row("capex", "all", "2025-12-31", 2e10, source="sum: p1")
    other = row("capex", "Oracle", "2025-12-31", 2e10, use="no", id="p2")
    assert {one.id: one.use for one in told_apart([part, total, other])} == {"p1": "check", total.id: "fit"}


def test_an_alias_needs_an_earlier_figure(predictions: pd.DataFrame) -> None:
    (found,) = score([asked(USERS, "Somebody", "2026-06-30", 10.0)], predictions, KNOWN).unmapped
    assert "nowhere to start from" in found.reason
    known = [*KNOWN, row(USERS, "Somebody", "2025-12-31", 8.0)]
    (ready,) = score([asked(USERS, "Somebody", "2026-06-30", 10.0)], predictions, known).lines
    assert ready.stands_for
    assert ready.quantiles[2] == pytest.approx(9.58, rel=0.02)


@pytest.mark.parametrize(
    ("series", "entity", "day", "reason"),
    [
        ("strange", "Mars", "2026-06-30", "no operator reads this series"),
        (USERS, CHAT, "2040-06-30", "the forecast says nothing of 2040-06-30"),
        ("price_input_usd_per_mtok", "OpenAI o9", "2026-06-30", "list price of one release"),
    ],
)
def test_what_is_not_forecast_is_listed_with_the_reason(
    predictions: pd.DataFrame, series: str, entity: str, day: str, reason: str
) -> None:
    (found,) = score([asked(series, entity, day, 5.0)], predictions, KNOWN).unmapped
    assert found.reason.startswith(reason)


def test_unreadable_rows_are_passed_on(predictions: pd.DataFrame) -> None:
    refused = Unmapped("x", "s", "e", "why")
    assert score([refused], predictions, KNOWN).unmapped == (refused,)


def test_a_fact_and_a_pair_have_one_vote_each(predictions: pd.DataFrame) -> None:
    """Of ChatGPT two facts, one of them said twice; of another product one: pairs count alike."""
    rows = [
        asked(USERS, CHAT, "2026-06-30", 1000.0, "a"),
        asked(USERS, CHAT, "2026-06-30", 1000.0, "a"),
        asked(USERS, CHAT, "2026-09-30", 3000.0, "b"),
        asked(USERS, "Somebody", "2026-06-30", 10.0, "c"),
    ]
    board = score(rows, predictions, [*KNOWN, row(USERS, "Somebody", "2025-12-31", 8.0)])
    first, _, third, other = board.lines
    expected = (0.5 * (abs(first.log10_error) + abs(third.log10_error)) + abs(other.log10_error)) / 2.0
    told = summary(board.lines)
    assert told["mean_abs_log10"] == pytest.approx(expected)
    assert (told["n"], told["pairs"]) == (4, 2)


def test_skill_is_against_the_better_of_the_two_to_beat(predictions: pd.DataFrame) -> None:
    told = summary([line(predictions, value=958.0)])
    baselines = told["baselines"]
    assert isinstance(baselines, dict)
    best = min(baselines[name]["crps"] for name in ("no_change", "log_linear"))
    assert told["crps_skill"] == pytest.approx(1.0 - told["crps"] / best)  # type: ignore[operator]
    assert told["crps_skill"] > 0.0  # type: ignore[operator]


def test_nothing_scored_has_no_scores() -> None:
    told = summary([])
    assert told["n"] == 0
    assert told["mean_abs_log10"] is None
    assert told["crps_skill"] is None


def test_the_document_accounts_for_every_row_of_the_registry() -> None:
    """Every row that we know of is scored or has a reason, at any date to 2035, and all of it is JSON."""
    rows = [
        Incoming(one.id, one.series, one.entity, one.start, one.end, one.value, one.unit, one.kind, one.fact)
        for one in load_evidence()
        if one.value > 0.0
    ]
    board = score(rows, table((0.02, 0.04)), load_evidence(), date(2025, 6, 30))
    told = json.loads(json.dumps(board_document(board), allow_nan=False))
    assert len(told["rows"]) + len(told["unmapped"]) == len(rows) == told["summary"]["n"]
    assert len(told["rows"]) > 500
    assert all(one["reason"] for one in told["unmapped"])
    needed = {"id", "series", "entity", "date", "observed", "p5", "p25", "p50", "p75", "p95", "log10_error", "inside90"}
    assert needed | {"inside50", "baselines"} <= set(told["rows"][0])
    assert {"mean_abs_log10", "coverage90", "coverage50", "crps", "crps_skill", "mapped"} <= set(told["summary"])
    assert np.isfinite([one["p50"] for one in told["rows"]]).all()
