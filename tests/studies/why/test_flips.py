"""Flip points: where a verdict turns, looked for in planted measures and in the model."""

from collections.abc import Callable, Mapping, Sequence
from statistics import NormalDist

import pytest

from jevons.market.parameters.declare import declarations
from jevons.market.parameters.demand import Demand
from jevons.market.scenario import Scenario
from jevons.studies.why import flips
from jevons.studies.why.flips import END, HALVINGS, Flip, _Line, flip_points, measured, traced

ELASTICITY, RESERVOIR, THETA = "demand.price_elasticity", "demand.work_reservoir", "workloads.theta"
PLAN = Scenario(users=500, end="2028-12", target_month="2028-12")


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Growth 2 e^(score of the reservoir): 1 where the score is -ln 2. Rebound 0.9 + 0.2 x its square. No scarcity."""

    def measure(task: tuple[Scenario, Mapping[str, float]]) -> dict[str, float]:
        plan, draw = task
        score = draw.get(RESERVOIR, 0.0)
        capital = 0.9 if plan.variants.investment == "capital" else 0.0
        return {
            "outrun": 2.0 * 2.718281828**score,
            "backfire": 0.9 + 0.2 * draw.get(THETA, 0.0) ** 2,
            "scarce": capital,
        }

    def here(tasks: Sequence[object], function: Callable[[object], object], workers: int | None = None) -> list[object]:
        return [function(task) for task in tasks]

    monkeypatch.setattr(flips, "run_many", here)
    monkeypatch.setattr(flips, "measured", measure)


def of(found: Sequence[Flip], verdict: str, name: str) -> Flip:
    return next(flip for flip in found if (flip.verdict, flip.name) == (verdict, name))


@pytest.mark.usefixtures("planted")
def test_a_turn_is_found_at_its_score_and_told_as_value_and_quantile() -> None:
    """2 e^z = 1 at z = -0.693, the 24th percentile; five halvings of 2.326 leave 0.073."""
    found = of(flip_points(PLAN, {"outrun": [RESERVOIR, ELASTICITY]}), "outrun", RESERVOIR)
    assert found.flips
    assert found.centre == 2.0
    assert found.low == pytest.approx(2.0 * 2.718281828**-END)
    assert found.quantile is not None
    score = NormalDist().inv_cdf(found.quantile)
    assert score == pytest.approx(-0.6931, abs=END / 2**HALVINGS)
    prior = declarations(Demand)["work_reservoir"].prior
    assert prior is not None
    assert found.value == pytest.approx(prior.at(score))
    assert found.unit == "ratio"


@pytest.mark.usefixtures("planted")
def test_a_turn_is_found_in_the_distribution_of_a_fit() -> None:
    """2 e^z = 1 at z = -0.693. Of scores of 0.5 with a spread of 0.6 that is 1.99 spreads below, the 2nd percentile.

    The centre is 2 e^0.5, and the ends are 0.5 -+ 2.326 x 0.6; five halvings of 1.396 leave 0.044.
    """
    spans = {RESERVOIR: (0.5, 0.6), ELASTICITY: (-1.0, 0.5)}
    found = of(flip_points(PLAN, {"outrun": [RESERVOIR, ELASTICITY]}, spans=spans), "outrun", RESERVOIR)
    assert found.centre == pytest.approx(2.0 * 2.718281828**0.5)
    assert found.low == pytest.approx(2.0 * 2.718281828 ** (0.5 - END * 0.6))
    assert found.high == pytest.approx(2.0 * 2.718281828 ** (0.5 + END * 0.6))
    assert found.quantile is not None
    score = NormalDist(0.5, 0.6).inv_cdf(found.quantile)
    assert score == pytest.approx(-0.6931, abs=0.6 * END / 2**HALVINGS)
    prior = declarations(Demand)["work_reservoir"].prior
    assert prior is not None
    assert found.value == pytest.approx(prior.at(score))


@pytest.mark.usefixtures("planted")
def test_what_no_span_turns_has_no_flip_point() -> None:
    """Scores of 1 +- 0.2 end at 0.53, above the -0.69 at which growth would be 1."""
    found = of(flip_points(PLAN, {"outrun": [RESERVOIR]}, spans={RESERVOIR: (1.0, 0.2)}), "outrun", RESERVOIR)
    assert not found.flips
    assert (found.quantile, found.value) == (None, None)


def test_one_unknown_is_followed_with_all_others_where_a_fit_has_them(planted: None) -> None:
    """Rebound 0.9 + 0.2 theta^2 with theta at 0.5 is 0.95 throughout, while the reservoir goes to its ends."""
    usual = {RESERVOIR: 0.1, THETA: 0.5}
    line = _Line(PLAN, usual, flips.measured((PLAN, usual)), RESERVOIR, (0.1, 0.4), ("outrun", "backfire"))
    trace = traced(line)
    assert (trace.low["backfire"], trace.high["backfire"]) == (pytest.approx(0.95), pytest.approx(0.95))
    assert trace.low["outrun"] == pytest.approx(2.0 * 2.718281828 ** (0.1 - 0.4 * END))
    assert set(trace.turns) == {"outrun"}


@pytest.mark.usefixtures("planted")
def test_a_row_drawn_apart_is_told_by_its_path() -> None:
    found = of(
        flip_points(PLAN, {"outrun": ["workloads.chat.tasks_per_month"]}), "outrun", "workloads.chat.tasks_per_month"
    )
    assert (found.unit, found.value, found.quantile) == ("task/month", None, None)
    assert found.meaning.startswith("tasks executed by an adopting")


@pytest.mark.usefixtures("planted")
def test_what_does_not_turn_a_verdict_has_no_flip_point() -> None:
    found = of(flip_points(PLAN, {"outrun": [RESERVOIR, ELASTICITY]}), "outrun", ELASTICITY)
    assert not found.flips
    assert found.quantile is None
    assert found.value is None


@pytest.mark.usefixtures("planted")
def test_a_column_whose_entities_move_together_has_a_quantile_and_no_value() -> None:
    """0.9 + 0.2 z^2 = 1 at z = 0.707 on either side; the lower one is told."""
    found = of(flip_points(PLAN, {"backfire": [THETA]}), "backfire", THETA)
    assert found.quantile == pytest.approx(NormalDist().cdf(-0.7071), abs=0.03)
    assert found.value is None


@pytest.mark.usefixtures("planted")
def test_every_other_form_of_an_equation_is_tried() -> None:
    found = [flip for flip in flip_points(PLAN, {"scarce": []}) if flip.verdict == "scarce"]
    assert {flip.name for flip in found} == {
        "variants.investment=returns",
        "variants.investment=capital",
        "variants.elasticity=constant",
        "variants.horizon=plateau",
        "variants.horizon=surge",
        "variants.uncounted=fading",
    }
    assert [flip.name for flip in found if flip.flips] == ["variants.investment=capital"]


def test_the_model_itself_is_run_with_chance_as_it_is() -> None:
    """No score is the centre; another elasticity moves rebound; what machines deliver is not drawn."""
    centre, less = measured((PLAN, {})), measured((PLAN, {ELASTICITY: -END}))
    assert set(centre) == {"outrun", "backfire", "scarce"}
    assert measured((PLAN, {})) == centre
    assert less["outrun"] != centre["outrun"]
