from dataclasses import replace

import numpy as np
import pytest

from jevons.market.calendar import SECONDS_PER_MONTH
from jevons.market.indices import indices
from jevons.market.result import Result
from jevons.market.scarcity import (
    last_months,
    remedies,
    unserved_by_cause,
    unserved_load,
    waterfall,
)
from jevons.market.vocabulary import CAUSES, PROVIDERS


def in_one_bloc(*amounts: float) -> np.ndarray:
    """Remedies of a single month and bloc, (1, causes - 1, 1)."""
    return np.array(amounts)[None, :, None]


@pytest.mark.parametrize(
    ("unserved", "remedies", "parts"),
    [
        (10.0, (20.0, 5.0, 5.0, 5.0), (10.0, 0.0, 0.0, 0.0, 0.0)),
        (10.0, (1.0, 2.0, 3.0, 1.0), (1.0, 2.0, 3.0, 1.0, 3.0)),
        (10.0, (0.0, 0.0, 50.0, 0.0), (0.0, 0.0, 10.0, 0.0, 0.0)),
        (10.0, (0.0, 4.0, 0.0, 99.0), (0.0, 4.0, 0.0, 6.0, 0.0)),
        (0.0, (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_each_cause_takes_what_the_ones_before_leave(
    unserved: float, remedies: tuple[float, ...], parts: tuple[float, ...]
) -> None:
    found = waterfall(np.array([[unserved]]), in_one_bloc(*remedies))
    assert found[0, :, 0] == pytest.approx(parts)


def test_chips_of_one_bloc_do_not_serve_the_other() -> None:
    remedies = np.zeros((1, len(CAUSES) - 1, 2))
    remedies[0, CAUSES.index("power"), 1] = 100.0
    found = waterfall(np.array([[10.0, 0.0]]), remedies)
    assert found[0, CAUSES.index("foresight"), 0] == 10.0
    assert found[0, CAUSES.index("power")].sum() == 0.0


def test_causes_add_up_to_the_unserved_share(small_result: Result) -> None:
    run = (small_result.record, small_result.world, small_result.technology)
    causes, share = unserved_by_cause(*run), indices(*run).unserved_share()
    assert causes.shape == (len(small_result.world.calendar), len(CAUSES))
    assert (causes >= 0).all()
    assert share.max() > 0.0
    assert causes.sum(axis=1) == pytest.approx(share, abs=1e-12)


def test_unserved_and_served_load_are_the_load(small_result: Result) -> None:
    """Uncounted load included, as providers see it: what clearing served and what is left over."""
    record, technology = small_result.record, small_result.technology
    all_unserved = replace(record, unserved=np.ones_like(record.unserved))
    cloud = small_result.world.structure.offer_provider != PROVIDERS.index("local")
    all_unserved.unserved[:, ~cloud] = 0.0
    load = unserved_load(all_unserved, small_result.world, technology).sum(axis=1)
    left = unserved_load(record, small_result.world, technology).sum(axis=1)
    assert load - left == pytest.approx(record.served.sum(axis=1), rel=1e-9)


def test_chips_without_power_count_with_the_seconds_in_which_they_are_up(small_result: Result) -> None:
    """3 H100e wait and 2 a month are held back: 5 in the first month, and 3 + 12 x 2 from the twelfth on."""
    waiting, withheld = (np.zeros_like(small_result.record.withheld) for _ in range(2))
    waiting[:, PROVIDERS.index("microsoft")] = 3.0
    withheld[:, PROVIDERS.index("amazon")] = 2.0
    record = replace(small_result.record, waiting_h100e=waiting, withheld=withheld)
    found = remedies(record, small_result.world)[:, CAUSES.index("power")]
    up = SECONDS_PER_MONTH * small_result.world.clearing.availability
    assert found[0, 0] == pytest.approx(5.0 * up)
    assert found[11:, 0] == pytest.approx(27.0 * up)
    assert not found[:, 1].any()


def test_sums_over_the_last_months() -> None:
    found = last_months(np.arange(1.0, 7.0)[:, None], 3)[:, 0]
    assert found.tolist() == [1.0, 3.0, 6.0, 9.0, 12.0, 15.0]
