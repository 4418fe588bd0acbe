"""Luck of machines: spread as declared, shared by a vendor's systems and by a line, and nobody else's business."""

from dataclasses import fields, replace

import numpy as np
import pytest

from jevons.market.catalogue.system import ROLES
from jevons.market.catalogue.systems import Systems, load_systems
from jevons.market.scenario import Scenario
from jevons.market.serving.doubt import KNOWN_SPREAD, LOCAL_SPREAD, MEASURED_SPREAD, NEW_SPREAD, doubt_of
from jevons.market.serving.luck import SHARED, delivered
from jevons.market.serving.roles import role_of
from jevons.market.vocabulary import VENDORS
from jevons.market.world import build_world

SEEDS = 4000
ERROR = 1.0 / SEEDS**0.5
"""Standard error of a mean of as many standard normal numbers."""


@pytest.fixture(scope="module")
def systems() -> Systems:
    return load_systems("2023-01", "2035-12")


@pytest.fixture(scope="module")
def spread(systems: Systems) -> np.ndarray:
    """Declared spread of every system."""
    columns = zip(systems.role, systems.memory_gb, systems.sram_gb, strict=True)
    roles = [role_of(ROLES[role], memory, sram) for role, memory, sram in columns]
    who = zip(systems.name, systems.vendor, roles, strict=True)
    return np.array([doubt_of(name, VENDORS[vendor], role).lasting for name, vendor, role in who])


@pytest.fixture(scope="module")
def scores(systems: Systems, spread: np.ndarray) -> np.ndarray:
    """Logarithms over the declared spread, (seeds, systems): standard normal if all is well."""
    return np.array([np.log(delivered(systems, seed)) for seed in range(SEEDS)]) / spread


def line_of(systems: Systems) -> np.ndarray:
    return np.array([line or name for name, line in zip(systems.name, systems.continues, strict=True)])


def test_the_median_is_one_and_the_spread_is_the_declared_one(scores: np.ndarray) -> None:
    """Mean and median of n scores within 5 standard errors, 1 and 1.25 over the root of n; spread 1 over that of 2n."""
    assert abs(scores.mean(axis=0)).max() < 5.0 * ERROR
    assert abs(np.median(scores, axis=0)).max() < 5.0 * 1.2533 * ERROR
    assert abs(scores.std(axis=0) - 1.0).max() < 5.0 * ERROR / 2**0.5


@pytest.mark.parametrize(
    ("system", "declared"),
    [
        ("h100", MEASURED_SPREAD),
        ("gb200_nvl72", MEASURED_SPREAD),
        ("rubin", KNOWN_SPREAD),
        ("tpu_v7", NEW_SPREAD),
        ("cerebras_cs3", NEW_SPREAD),
        ("m5_max", LOCAL_SPREAD),
    ],
)
def test_who_is_believed_how_far(system: str, declared: float, systems: Systems) -> None:
    logs = [np.log(delivered(systems, seed)[systems.index(system)]) for seed in range(SEEDS)]
    assert np.std(logs) == pytest.approx(declared, rel=5.0 * ERROR / 2**0.5)


def test_systems_of_a_vendor_share_half_of_their_luck_and_others_none(scores: np.ndarray, systems: Systems) -> None:
    """The standard error of a correlation r is (1 - r^2) over the root of n."""
    together = np.corrcoef(scores.T)
    vendor = systems.vendor[:, None] == systems.vendor[None, :]
    line = line_of(systems)[:, None] == line_of(systems)[None, :]
    assert SHARED == 0.5
    assert abs(together[vendor & ~line] - 0.5).max() < 6.0 * 0.75 * ERROR
    assert abs(together[~vendor]).max() < 6.0 * ERROR
    assert (vendor & ~line).sum() > 1000


def test_successors_share_the_luck_of_their_line(scores: np.ndarray, systems: Systems) -> None:
    later = [y for y, line in enumerate(systems.continues) if line]
    first = [systems.index(systems.continues[y]) for y in later]
    assert len(later) > 20
    np.testing.assert_allclose(scores[:, later], scores[:, first])


def chosen(systems: Systems, rows: list[int]) -> Systems:
    """Some rows of the catalogue, in that order."""
    columns = {f.name: getattr(systems, f.name) for f in fields(Systems)}
    return Systems(
        **{
            name: tuple(column[y] for y in rows) if isinstance(column, tuple) else column[rows]
            for name, column in columns.items()
        }
    )


def test_another_row_of_the_catalogue_moves_nobody(systems: Systems) -> None:
    count = len(systems)
    backwards = list(reversed(range(count)))
    more = chosen(systems, [*range(count), 0])
    more = replace(more, name=(*systems.name, "quite_new"))
    luck = delivered(systems, 7)
    np.testing.assert_array_equal(delivered(chosen(systems, backwards), 7), luck[backwards])
    np.testing.assert_array_equal(delivered(more, 7)[:count], luck)
    assert delivered(more, 7)[count] not in luck


def test_seeds_differ(systems: Systems) -> None:
    assert (delivered(systems, 1) != delivered(systems, 2)).all()
    np.testing.assert_array_equal(delivered(systems, 1), delivered(systems, 1))


def test_only_an_ensemble_has_luck_and_its_scores_do_not_move_it() -> None:
    """The world at central values delivers what is computed."""
    seed = Scenario(seed=11)
    assert (build_world(seed).delivered == 1.0).all()
    one, other = (build_world(seed, {"serving.goodput_ceiling": score}) for score in (0.3, -1.2))
    np.testing.assert_array_equal(one.delivered, delivered(one.systems, 11))
    np.testing.assert_array_equal(one.delivered, other.delivered)
    assert (one.delivered != 1.0).all()
