"""A reconciliation in words: lines that fit, and sentences that say what was found."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.assertion import Assertion
from jevons.calibration.projections import load_projections
from jevons.market.outputs import SUMMARY
from jevons.market.units import Unit
from jevons.studies.reconcile import reconcile
from jevons.studies.reconcile.paths import COST
from jevons.studies.reconcile.wording import WIDTH, told
from tests.studies.reconcile.planted import draws_of, said, worlds_of

SERIES = worlds_of(
    tokens_total=[[10.0, 20.0, 40.0], [10.0, 10.0, 10.0]],
    serving_cost=[[2.0, 3.0, 4.0], [3.0, 2.0, 1.0]],
    resource_usd=[[1.0, 2.0, 3.0], [2.0, 2.0, 1.0]],
)
DRAWS = draws_of((0.5, 2.5), (-1.5, 0.0))
GROWS = said("grows", rule="factor", since="2026", unit="ratio", value=4.0)
STANDS = said("stands", rule="factor", since="2026", unit="ratio", value=1.0, published=date(2026, 5, 5))
NOTHING = said("nothing", rule="unresolved", quantity="", unit="year", value=2.0, reason="no such quantity here")
ENDLESS = said("endless", value=1e9, scope_factor=2.0, reason="more is counted")


def path(name: str, value: float) -> Assertion:
    return said(
        name, variable=COST, rule="change", since="2026", unit="fraction", quantity="serving_cost / tokens_total",
        value=value,
    )  # fmt: skip


def text(*assertions: Assertion, asked: tuple[str, ...] = ()) -> str:
    return "\n".join(told(reconcile(SERIES, DRAWS, assertions, asked), "planted"))


def flowing(found: str) -> str:
    """The text without its line breaks."""
    return " ".join(found.split())


def test_each_assertion_has_a_line_under_its_subject() -> None:
    """x4 holds in one world of two: 50 ± 25 %, the error being sqrt(1.5 x 1.5 / (9 x 4)) = 0.25.

    5 and 95 % of the way from x1 to x4 are 1.15 and 3.85.
    """
    lines = text(GROWS, NOTHING).splitlines()
    assert lines[0] == "2 worlds of planted, 2026-01 to 2028-12"
    assert "Tokens, world, growth as a factor" in lines
    (row,) = (line for line in lines if line.startswith("grows"))
    assert " ".join(row.split()) == "grows somebody, 2026-01 2026 to 2028 ×4.0 ×2.5 (×1.1 to ×3.8) 50 ± 25 %"
    at = next(n for n, line in enumerate(lines) if line.startswith("nothing"))
    assert lines[at].endswith("not resolved")
    assert lines[at + 1] == "    no such quantity here"


def test_scopes_and_late_rows_are_explained_only_where_there_are_any() -> None:
    plain, full = text(GROWS), text(STANDS, ENDLESS)
    assert "never used for a prior" not in plain
    assert "Scopes that differ" not in plain
    assert "* published after the evidence ends (2026-03-18): reconciled, never used for a prior." in full
    assert "endless: more is counted (times 2.00)" in full


def test_cost_paths_that_flip_say_so() -> None:
    """x4 tokens at -90 % give x0.4, at -50 % x2: the first falls, the second rises. The worlds' own serving cost grows
    x2 and x1/3: it rises in one of two.
    """
    found = flowing(text(GROWS, path("cheap", -0.9), path("dear", -0.5)))
    assert "over 2 years ×0.10: serving cost ×0.40, it falls" in found
    assert "over 2 years ×0.50: serving cost ×2.0, it rises" in found
    assert (
        "The growth verdict on serving cost flips: with the same tokens it falls on cheap and may rise on dear."
        in found
    )
    assert "which rises in 50 ± 25 % of worlds" in found


def test_cost_paths_that_agree_do_not() -> None:
    assert "flips" not in text(GROWS, path("cheap", -0.9), path("cheaper", -0.95))


def test_the_years_of_the_worlds_are_left_out_where_they_are_not_covered() -> None:
    later = said("later", rule="factor", since="2026", at="2040", unit="ratio", value=4.0)
    assert "The worlds' own growth" not in text(later, path("cheap", -0.9))


def test_a_set_that_clashes_names_the_pair_and_the_nearest_world() -> None:
    """x4 within e^0.5 and x1 within e^0.5: world 0 (x4) misses the second by ln 4 - 0.5 = 0.886 = 1.77
    tolerances of 0.5; world 1 the first by as much. The first of equals is told, with half of that in the mean.
    """
    found = flowing(text(GROWS, STANDS, asked=("grows", "stands")))
    assert "Together: 0 of 2 worlds satisfy all 2 (0 ± 19 %)" in found
    assert "grows and stands clash: none of these worlds satisfies both, though some satisfy each" in found
    assert f"Nearest world: run 0 (seed {2**60}), off by 1.8 tolerances at most and 0.89 in the mean" in found
    assert "Its most unusual draws, as standard normal scores: b 2.50, a 0.50" in found
    assert "Cost paths" not in found


def test_a_set_that_holds_names_its_worlds() -> None:
    found = text(GROWS, path("half", -0.5), asked=("grows", "half"))
    assert "Together: 1 of 2 worlds satisfy all 2" in found
    assert "Run 0" in found.splitlines()
    assert "clash" not in found


def test_what_no_world_satisfies_is_said() -> None:
    assert "None of these worlds satisfies endless" in text(GROWS, ENDLESS, asked=("grows", "endless")).splitlines()


@pytest.mark.parametrize("asked", [(), ("prj0001", "prj0002", "prj0009", "prj0005", "obs0137", "obs0016.growth")])
def test_no_line_is_longer_than_a_line(asked: tuple[str, ...]) -> None:
    """The whole registry on worlds that differ by up to thirtyfold."""
    months = pd.date_range("2023-01-01", "2031-12-01", freq="MS")
    luck, steps = np.random.default_rng(3), np.arange(len(months))
    tables = []
    for run in range(5):
        columns = {
            name: 0.5 if column.unit is Unit.FRACTION else 10.0 ** luck.uniform(7.0, 8.5) * 1.02**steps
            for name, column in SUMMARY.items()
        }
        tables.append(pd.DataFrame({"run": run, "month": months, **columns}))
    found = reconcile(pd.concat(tables, ignore_index=True), draws_of(*[(0.1,)] * 5), load_projections(), asked)
    lines = list(told(found, "many worlds"))
    assert len(lines) > (20 if asked else 100)
    assert max(map(len, lines)) <= WIDTH
    assert not any(line != line.rstrip() for line in lines)
