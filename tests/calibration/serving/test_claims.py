"""Claims about serving: every row gets a verdict, by rules that know no claim by name."""

from collections import Counter
from collections.abc import Callable
from importlib import resources
from math import exp, inf, isnan, nan
from pathlib import Path
from typing import get_args

import pytest

from jevons.calibration.cells import EvidenceError
from jevons.calibration.serving.claim_points import CHAT, Side, at_speeds, ratio, spread_between
from jevons.calibration.serving.claim_rules import (
    SAME_CHIP_SPREAD,
    At,
    Computed,
    Figure,
    Judgement,
    held_together,
    holds,
    judge,
    middle,
)
from jevons.calibration.serving.claim_words import amount
from jevons.calibration.serving.claims import COMPUTATIONS, Verdict, read_claims, verdict_on, verdicts
from jevons.market.parameters.declare import Z95

APART = exp(Z95 * SAME_CHIP_SPREAD)


@pytest.fixture(scope="module")
def by_id() -> dict[str, Verdict]:
    return {one.claim.id: one for one in verdicts()}


def computed(*values: float, spread: float = SAME_CHIP_SPREAD) -> Computed:
    return Computed("made up", tuple(At(f"p{n}", value) for n, value in enumerate(values)), spread)


def judged(made: Computed, figure: Figure, *stated: str) -> Judgement:
    return judge(made, stated, dict.fromkeys((one.where for one in made.points), figure))[0]


def test_every_row_has_a_verdict_and_a_reason(by_id: dict[str, Verdict]) -> None:
    assert list(by_id) == [f"c{n:02d}" for n in range(1, 63)]
    assert all(one.why for one in by_id.values())


def test_the_page_has_the_counts(by_id: dict[str, Verdict]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "serving.md").read_text(encoding="utf-8")
    found = Counter(one.judgement for one in by_id.values())
    for verdict in get_args(Judgement):
        assert f"| {verdict} | {found[verdict]} |" in page


def test_a_row_is_computed_or_says_why_not() -> None:
    for claim in read_claims():
        assert (claim.id in COMPUTATIONS) != bool(claim.reason), claim.id
        assert claim.scope == "serving" or claim.reason, claim.id
    assert sum(bool(claim.reason) for claim in read_claims()) <= 10


def test_every_operating_point_that_a_row_names_is_computed(by_id: dict[str, Verdict]) -> None:
    for one in by_id.values():
        if one.computed:
            points = [point.where for point in one.computed.points]
            assert len(set(points)) == len(points)
            assert {*one.claim.stated, *one.claim.found_at} <= set(points), one.claim.id


def test_the_claims_that_a_reader_asks_about_first(by_id: dict[str, Verdict]) -> None:
    """7x of Dynamo at some speeds only, 70B on a laptop nowhere, and 16x no multiplier."""
    assert by_id["c01"].judgement == "one point only"
    assert by_id["c57"].judgement == "not reproduced"
    assert by_id["c24"].judgement == "not reproduced"


def test_the_whole_stack_is_computed_at_once_and_depends_on_where(by_id: dict[str, Verdict]) -> None:
    made = by_id["c24"].computed
    assert made is not None
    dense = [one.value for one in made.points if one.where.startswith("llama_3_70b")]
    assert max(dense) > 1.5 * min(dense)
    assert sum(holds(value, Figure(16.0, 16.0), made.spread) for value in dense) < len(dense) / 2


def test_the_laptop_by_hand(by_id: dict[str, Verdict]) -> None:
    """70.6e9 x 0.602 bytes over 0.71 x 614 GB/s, 2.1 ms and little cache: 99.6 ms, 10 tokens/s, at most 17."""
    assert by_id["c57"].central == pytest.approx(1.0 / (70.6 * 0.602 / (0.71 * 614.0) + 2.1e-3), rel=0.01)
    assert by_id["c57"].high < 18.0


def test_what_a_box_holds_by_hand(by_id: dict[str, Verdict]) -> None:
    """0.9 x 128 GB over 0.602 bytes: 191e9 parameters."""
    assert by_id["c59"].central == pytest.approx(191.4, abs=0.1)


def test_four_bit_weights_at_batch_one_by_hand(by_id: dict[str, Verdict]) -> None:
    """Weights of 65.6 and 19.7 GB at 0.764 x 3.35 TB/s, and 2.6 ms of launches: 28.2 over 10.3 ms."""
    slow, fast = (32.8e9 * size / (0.764 * 3.35e12) + 0.5e-3 + 64 * 7 * 4.6e-6 for size in (2.0, 0.602))
    assert by_id["c36"].central == pytest.approx(slow / fast, rel=0.03)


def test_tokens_accepted_by_hand(by_id: dict[str, Verdict]) -> None:
    made = by_id["c23"].computed
    assert made is not None
    assert [one.value for one in made.points[:2]] == pytest.approx([1.75, 1.0 + 0.75 + 0.75**2 + 0.75**3])


def test_gains_of_techniques_are_not_multiplied() -> None:
    """Fp4 and drafts together are not the product of each alone."""
    plain = Side("b200", "llama_3_70b", "fp8")
    narrow, drafting = Side("b200", "llama_3_70b", "fp4"), plain.using(drafts=3)
    gain = {
        name: at_speeds(side, plain, (CHAT,), (75.0,))[0].value
        for name, side in {"bits": narrow, "drafts": drafting, "both": narrow.using(drafts=3)}.items()
    }
    assert abs(gain["both"] / (gain["bits"] * gain["drafts"]) - 1.0) > 0.02


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((7.0, 7.0, 7.0), "reproduced"),
        ((7.0, 7.0 * APART * 0.999, 2.0), "reproduced"),
        ((7.0, 7.0, 2.0, 2.0), "one point only"),
        ((2.0, 7.0 / APART * 1.001, 2.0), "one point only"),
        ((2.0, 7.0 / APART * 0.999, 20.0), "not reproduced"),
        ((inf, 0.0), "not reproduced"),
        ((inf, 7.0), "one point only"),
    ],
)
def test_a_claim_without_a_range_is_held_to_most_of_the_menu(values: tuple[float, ...], verdict: str) -> None:
    assert judged(computed(*values), Figure(7.0, 7.0)) == verdict


def test_a_claim_with_a_range_is_held_to_that() -> None:
    made = computed(2.0, 2.0, 7.0)
    assert judged(made, Figure(7.0, 7.0), "p2") == "reproduced"
    assert judged(made, Figure(7.0, 7.0), "p0") == "one point only"
    assert judged(computed(2.0, 2.0, 2.0), Figure(7.0, 7.0), "p2") == "not reproduced"


def test_at_least_is_held_by_whatever_is_more() -> None:
    assert judged(computed(3.0, 30.0, 300.0), Figure(2.0, inf)) == "reproduced"
    assert judged(computed(1.0, 1.1), Figure(2.0, inf)) == "not reproduced"


def test_one_error_must_serve_all_points_that_count() -> None:
    """4 and 13 each allow 7 by a factor of 2, but no one factor brings 7 to both."""
    made = computed(4.0, 13.0, spread=0.42)
    assert all(holds(one.value, Figure(7.0, 7.0), made.spread) for one in made.points)
    assert judged(made, Figure(7.0, 7.0)) == "one point only"
    assert judged(computed(4.0, 4.5, 13.0, spread=0.42), Figure(7.0, 7.0)) == "reproduced"


def test_what_was_measured_is_held_point_by_point() -> None:
    points = computed(1.0, 3.0).points
    figures = {"p0": Figure(1.0, 1.0), "p1": Figure(3.0, 3.0)}
    assert held_together(points, figures, SAME_CHIP_SPREAD) == list(points)
    assert held_together(points, {"p0": Figure(3.0, 3.0)}, SAME_CHIP_SPREAD) == []


def test_the_middle_is_geometric_and_without_bound_where_most_points_are() -> None:
    assert middle(computed(2.0, 8.0).points) == pytest.approx(4.0)
    assert middle(computed(2.0, inf, inf).points) == inf
    assert isnan(middle([]))


def test_a_ratio_says_who_does_not_arrive() -> None:
    assert ratio(6.0, 2.0) == 3.0
    assert ratio(6.0, 0.0) == inf
    assert ratio(0.0, 2.0) == 0.0
    assert isnan(ratio(0.0, 0.0))


def test_errors_of_two_machines_add_as_squares_and_on_one_mostly_cancel() -> None:
    b200, h200 = (Side(one, "llama_3_8b", "fp8") for one in ("b200", "h200"))
    assert spread_between(b200, h200) == pytest.approx(0.27 * 2**0.5)
    assert spread_between(b200, b200.using(drafts=1)) == SAME_CHIP_SPREAD


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.468, "0.47x"), (1.0, "1.0x"), (9.96, "10x"), (5842.3, "5,840x"), (inf, "no bound"), (nan, "-")],
)
def test_figures_are_said_to_what_is_known(value: float, said: str) -> None:
    assert amount(value, "x") == said


def test_what_cannot_be_computed_has_its_reason() -> None:
    claim = next(one for one in read_claims() if one.scope == "other")
    verdict = verdict_on(claim, None)
    assert (verdict.judgement, verdict.why) == ("not a serving claim", claim.reason)
    assert isnan(verdict.central)


def edited(change: Callable[[str], str]) -> str:
    text = resources.files("jevons.calibration.serving").joinpath("claims.csv").read_text(encoding="utf-8")
    header, first = text.splitlines()[:2]
    return f"{header}\n{change(first)}\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (",7,7,x", ",,7,x", "claimed_high stands without claimed_low"),
        (",7,7,x", ",seven,7,x", "claimed_low 'seven' is not a number"),
        ("50=7.2", "50=much", "must be `point=figure` or `point=low-high`"),
        (",serving,", ",serfing,", "scope 'serfing' is not known; allowed: serving, other"),
    ],
)
def test_a_wrong_row_is_refused_in_a_line(old: str, new: str, words: str) -> None:
    with pytest.raises(EvidenceError, match=words):
        read_claims(edited(lambda row: row.replace(old, new, 1)))


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(EvidenceError, match="columns missing: technique"):
        read_claims("id\nc01\n")
