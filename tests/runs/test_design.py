import numpy as np
import pytest

from jevons.market.parameters.registry import uncertain
from jevons.runs.design import design, member_seed, sobol_scores


def test_a_member_has_a_score_for_every_uncertain_parameter() -> None:
    (member,) = design(1, 1)
    assert tuple(member.draw) == uncertain()
    assert all(np.isfinite(list(member.draw.values())))
    assert member.forms == {}


def test_the_same_seed_gives_the_same_design() -> None:
    assert design(5, 7) == design(5, 7)
    assert design(5, 7)[0].draw != design(6, 7)[0].draw


@pytest.mark.parametrize("more", [6, 8, 33, 200])
def test_first_members_stay_the_same_however_many_follow(more: int) -> None:
    assert design(3, more)[:5] == design(3, 5)


def test_members_have_luck_of_their_own() -> None:
    seeds = {member.seed for member in design(1, 300)} | {member_seed(2, n) for n in range(300)}
    assert len(seeds) == 600
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_scores_are_standard_normal_in_every_dimension() -> None:
    scores = sobol_scores(1, 512, 60)
    assert np.abs(scores.mean(axis=0)).max() < 0.02
    assert np.abs(scores.std(axis=0) - 1.0).max() < 0.03


def test_scores_fill_space_more_evenly_than_luck() -> None:
    """Of 256 points in two dimensions each of 16 x 16 equally likely cells holds one."""
    scores = sobol_scores(1, 256, 2)
    edges = np.quantile(sobol_scores(9, 2**14, 1), np.arange(1, 16) / 16)
    cells = np.array([np.searchsorted(edges, column) for column in scores.T])
    assert len({*map(tuple, cells.T)}) > 250


def test_dimensions_are_hardly_tied_to_each_other() -> None:
    """Less than those of independent draws, whose correlation is 1/sqrt(1024) = 0.031."""
    correlation = np.corrcoef(sobol_scores(1, 1024, 60).T) - np.eye(60)
    assert np.sqrt((correlation**2).mean()) < 0.015
    assert np.abs(correlation).max() < 0.15


def test_named_dimensions_only() -> None:
    assert [sorted(member.draw) for member in design(1, 2, ("a", "b"))] == [["a", "b"], ["a", "b"]]


def test_an_ensemble_has_members() -> None:
    with pytest.raises(ValueError, match="at least 1 member; got 0"):
        design(1, 0)
