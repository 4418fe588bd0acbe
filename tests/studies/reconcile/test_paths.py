"""Cost paths: growth of tokens times growth of cost per token, by hand and for the published rows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.calibration.assertion import Period
from jevons.calibration.projections import load_projections, named
from jevons.studies.reconcile.paths import COST, combine, cost_paths, flips, grown, growth
from jevons.studies.reconcile.worlds import NotCoveredError, Worlds
from tests.studies.reconcile.planted import said, worlds_of

TOKENS = said("tokens", rule="factor", since="2026", at="2030", unit="ratio", value=24.0)
FAST = said(
    "fast", variable=COST, rule="yearly_change", since="2026", at="2030", unit="1/year", quantity="1 / efficiency_usd",
    comparison="between", value=-0.65, low=-0.7, high=-0.6,
)  # fmt: skip
SLOW = said(
    "slow", variable=COST, rule="change", since="2025", at="2030", unit="fraction", quantity="1 / efficiency_usd",
    comparison="at_most", value=-0.9, high=-0.9,
)  # fmt: skip


def test_the_published_fast_path_shrinks_serving_cost_to_0_2_to_0_6() -> None:
    """24-fold tokens over 2026 to 2030, four years. At -70 % a year a token costs 0.3^4 = 0.0081 of what it did, at
    -60 % 0.4^4 = 0.0256: 24 x 0.0081 = 0.194 and 24 x 0.0256 = 0.614.
    """
    rows = load_projections()
    found = combine(named(rows, "prj0001"), named(rows, "prj0002"))
    assert found.low == pytest.approx(24 * 0.3**4)
    assert found.high == pytest.approx(24 * 0.4**4)
    assert (round(found.low or 0.0, 1), round(found.high or 0.0, 1)) == (0.2, 0.6)
    assert found.falls
    assert not found.may_rise


def test_the_published_slow_path_lets_serving_cost_rise_up_to_3_8() -> None:
    """-90 % over five years, 2025 to 2030, leaves 0.1; over the four of the tokens 0.1^(4/5) = 0.158, which is -37 % a
    year: 24 x 0.158 = 3.80. The fall is at least that, so the growth is open below.
    """
    rows = load_projections()
    found = combine(named(rows, "prj0001"), named(rows, "prj0003"))
    assert found.high == pytest.approx(24 * 0.1**0.8)
    assert round(found.high or 0.0, 1) == 3.8
    assert found.low is None
    assert found.may_rise
    assert not found.falls


def test_the_published_paths_flip_the_verdict() -> None:
    """Every growth of tokens meets every path of cost per token, and rows that are no growth meet none."""
    found = cost_paths(load_projections())
    assert [(path.tokens.id, path.cost.id) for path in found] == [("prj0001", "prj0002"), ("prj0001", "prj0003")]
    assert flips(found)
    assert not flips(found[:1])
    assert not flips(found[1:])


def test_any_growth_meets_any_path() -> None:
    """A second growth of tokens, x2 over two years, and a cost that doubles in one: 2 x 2^2 = 8 over these two."""
    other = said("other", rule="yearly_change", since="2026", at="2028", unit="1/year", value=2.0**0.5 - 1.0)
    dearer = replace(SLOW, id="dearer", rule="factor", since=Period.of("2027"), at=Period.of("2028"), comparison="near",
                     value=2.0, high=None, unit="ratio")  # fmt: skip
    found = {(path.tokens.id, path.cost.id): path for path in cost_paths([TOKENS, FAST, other, dearer])}
    assert set(found) == {("tokens", "fast"), ("tokens", "dearer"), ("other", "fast"), ("other", "dearer")}
    assert found["other", "dearer"].low == pytest.approx(8.0)
    assert found["other", "dearer"].high == pytest.approx(8.0)
    assert found["tokens", "dearer"].high == pytest.approx(24.0 * 2.0**4)
    assert found["other", "fast"].high == pytest.approx(2.0 * 0.4**2)


@pytest.mark.parametrize(
    ("assertion", "years", "low", "high"),
    [
        (TOKENS, 4.0, 24.0, 24.0),
        (TOKENS, 2.0, 24.0**0.5, 24.0**0.5),  # half of the time, the square root
        (FAST, 1.0, 0.3, 0.4),
        (SLOW, 5.0, None, 0.1),
        (SLOW, 10.0, None, 0.01),
        (replace(SLOW, comparison="at_least", high=None), 5.0, 0.1, None),
    ],
)
def test_growth_over_other_years_goes_on_at_its_rate(
    assertion: object, years: float, low: float | None, high: float | None
) -> None:
    found = growth(assertion, years)  # type: ignore[arg-type]
    assert found == (pytest.approx(low), pytest.approx(high))


def test_an_open_end_leaves_the_product_open() -> None:
    """Tokens at least x24 with the fast path: at least 24 x 0.0081, and no upper end; so nothing is sure to fall."""
    found = combine(replace(TOKENS, comparison="at_least"), FAST)
    assert found.low == pytest.approx(24 * 0.3**4)
    assert found.high is None
    assert found.may_rise
    assert not found.falls


def test_a_level_is_no_growth() -> None:
    with pytest.raises(ValueError, match="said: a level is no growth"):
        growth(said(), 4.0)
    assert cost_paths([said(), FAST]) == ()


@given(factor=st.floats(1.1, 1e3), rate=st.floats(-0.95, 2.0))
def test_the_product_of_sure_figures_is_sure(factor: float, rate: float) -> None:
    """Near figures have one end: the total is factor x (1 + rate)^4 and either falls or may rise, or neither at 1."""
    cost = replace(FAST, comparison="near", value=rate, low=None, high=None)
    found = combine(replace(TOKENS, value=factor), cost)
    assert found.low == found.high == pytest.approx(factor * (1.0 + rate) ** 4)
    assert not (found.falls and found.may_rise)


def test_the_worlds_own_growth_is_a_product_too() -> None:
    """Tokens 10 to 40 and 5 to 5, cost 2 to 4 and 3 to 1: x4 and x1 tokens; a token costs 0.2 to 0.1 = x0.5,
    0.6 to 0.2 = x1/3; so x2 and x1/3 in all. Need 1 to 3 and 2 to 1.
    """
    worlds = Worlds.of(
        worlds_of(
            tokens_total=[[10.0, 20.0, 40.0], [5.0, 5.0, 5.0]],
            serving_cost=[[2.0, 3.0, 4.0], [3.0, 2.0, 1.0]],
            resource_usd=[[1.0, 2.0, 3.0], [2.0, 2.0, 1.0]],
        )
    )
    found = grown(worlds, Period.of("2026"), Period.of("2028"))
    assert found.tokens == pytest.approx([4.0, 1.0])
    assert found.cost_per_token == pytest.approx([0.5, 1 / 3])
    assert found.serving_cost == pytest.approx([2.0, 1 / 3])
    assert found.tokens * found.cost_per_token == pytest.approx(found.serving_cost)
    assert found.need == pytest.approx([3.0, 0.5])
    with pytest.raises(NotCoveredError):
        grown(worlds, Period.of("2026"), Period.of("2030"))
