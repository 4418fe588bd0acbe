"""Sites: halls stand at home and for a part abroad; what finds no power at home goes elsewhere in its bloc."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.agents.sites import first_sites, place

BLOC = np.array([0, 1, 0, 0])
HOME, CHINA, NEAR, FAR = range(4)


def test_first_halls_stand_at_home_and_abroad_as_power_does() -> None:
    """A fifth abroad, where 1 and 3 GW are: 0.05 and 0.15. Who has no abroad in its bloc or builds none is at home."""
    sites = first_sites(np.array([HOME, CHINA, NEAR]), np.array([0.2, 0.2, 0.0]), BLOC, np.array([5.0, 2.0, 1.0, 3.0]))
    np.testing.assert_allclose(sites, [[0.8, 0.0, 0.05, 0.15], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])


def placed(
    waiting: list[float], home: list[int], abroad: list[float], free: list[float], reserved: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Megawatts by provider and region that find power, and the share of what waits; nothing stood before.

    `waiting` and `free`: MW.
    """
    sites, on = np.zeros((len(waiting), 4)), np.full(len(waiting), np.nan)
    place(
        *(1e3 * np.array(waiting), np.zeros(len(waiting)), np.array(home), np.array(abroad), BLOC),
        *(1e-3 * np.array(free), np.full(4, reserved), sites, on),
    )
    return sites * (on * np.array(waiting))[:, None], on


def test_power_is_taken_at_home_first_and_the_usual_part_where_it_is_free_abroad() -> None:
    """Of 100 MW a fifth leaves for where 30 and 10 are free, 15 and 5; 80 find power at home, where 200 are free."""
    found, on = placed([100.0], [HOME], [0.2], [200.0, 500.0, 30.0, 10.0])
    np.testing.assert_allclose(found, [[80.0, 0.0, 15.0, 5.0]])
    assert on[0] == pytest.approx(1.0)


def test_nothing_leaves_where_no_power_is_free_abroad() -> None:
    """A mover and one who stays then share the 100 MW at home alike."""
    found, on = placed([100.0, 100.0], [HOME, HOME], [0.2, 0.0], [100.0, 500.0, 0.0, 0.0])
    np.testing.assert_allclose(found, [[50.0, 0.0, 0.0, 0.0]] * 2)
    np.testing.assert_allclose(on, 0.5)


def test_what_finds_no_power_at_home_goes_elsewhere_in_its_bloc() -> None:
    """80 of 100 MW ask for 50 at home; the other 30 go where 60 + 20 less 15 + 5 are left: 45 and 15, so three quarters
    and a quarter. China's 500 are out of reach, and with 10 and 10 abroad 70 of 100 are all that there is.
    """
    found, on = placed([100.0], [HOME], [0.2], [50.0, 500.0, 60.0, 20.0])
    np.testing.assert_allclose(found, [[50.0, 0.0, 15.0 + 22.5, 5.0 + 7.5]])
    assert on[0] == pytest.approx(1.0)
    found, on = placed([100.0], [HOME], [0.2], [50.0, 500.0, 10.0, 10.0])
    np.testing.assert_allclose(found, [[50.0, 0.0, 10.0, 10.0]])
    assert on[0] == pytest.approx(0.7)


def test_who_never_builds_abroad_waits_for_power_at_home() -> None:
    """Both ask for 60 and 90 MW at home, where 50 are free: a third. The mover's other 70 MW go abroad, those of the
    other wait.
    """
    found, on = placed([100.0, 90.0], [HOME, HOME], [0.4, 0.0], [50.0, 0.0, 400.0, 0.0])
    np.testing.assert_allclose(found, [[20.0, 0.0, 80.0, 0.0], [30.0, 0.0, 0.0, 0.0]])
    np.testing.assert_allclose(on, [1.0, 1.0 / 3.0])


@pytest.mark.parametrize(("reserved", "placed_mw"), [(1.5, 50.0), (0.75, 100.0)])
def test_sites_reserve_power_for_cooling_and_less_than_systems_are_rated_at(reserved: float, placed_mw: float) -> None:
    """75 MW carry 50 MW of rated systems at 1.5 kW for a rated kW, and 100 MW at 0.75."""
    found, _ = placed([120.0], [CHINA], [0.0], [0.0, 75.0, 0.0, 0.0], reserved)
    assert found.sum() == pytest.approx(placed_mw)


def test_new_halls_weigh_as_what_stands_in_them() -> None:
    """300 MW at home and 100 abroad, and 100 new ones of which 60 find power abroad: 300 and 160 of 460."""
    sites, on = np.array([[0.75, 0.0, 0.25, 0.0]]), np.empty(1)
    free = np.array([0.0, 0.0, 0.06, 0.0])
    place(np.array([1e5]), np.array([4e5]), np.array([HOME]), np.array([0.2]), BLOC, free, np.ones(4), sites, on)
    np.testing.assert_allclose(sites, [[300 / 460, 0.0, 160 / 460, 0.0]])
    assert on[0] == pytest.approx(0.6)


powers = st.floats(0.0, 1e3)
providers = st.tuples(powers, powers, st.integers(0, 3), st.just(0.0) | st.floats(0.01, 1.0))


@given(
    rows=st.lists(providers, min_size=1, max_size=6),
    free=st.tuples(*[st.floats(-100.0, 1e3)] * 4),
    reserved=st.tuples(*[st.floats(0.5, 2.0)] * 4),
)
def test_no_region_takes_more_than_its_room_and_shares_of_sites_sum_to_one(
    rows: list[tuple[float, float, int, float]], free: tuple[float, ...], reserved: tuple[float, ...]
) -> None:
    """Nor does anything leave its bloc, or what stands move. What still waits though it would go abroad finds its bloc
    full; without that, its home.
    """
    waiting, standing, abroad = (np.array([row[n] for row in rows]) for n in (0, 1, 3))
    home, room = np.array([row[2] for row in rows]), np.maximum(free, 0.0) * 1e6 / np.array(reserved)
    before, on = first_sites(home, abroad, BLOC, np.ones(4)), np.empty(len(rows))
    sites = before.copy()
    place(waiting * 1e6, standing * 1e6, home, abroad, BLOC, np.array(free), np.array(reserved), sites, on)
    assert sites.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    assert ((on >= 0.0) & (on <= 1.0)).all()
    new = sites * ((standing + on * waiting) * 1e6)[:, None] - before * (standing * 1e6)[:, None]
    assert (new >= -1.0).all()
    assert (new.sum(axis=0) <= room + 1.0).all()
    assert np.abs(new[BLOC[None, :] != BLOC[home][:, None]]).sum() <= 1.0
    for p, here in enumerate(home):
        assert abroad[p] > 0.0 or new[p].sum() == pytest.approx(new[p, here], abs=1.0)
        reach = BLOC[here] == BLOC if abroad[p] > 0.0 else np.arange(4) == here
        assert on[p] >= 1.0 - 1e-9 or new.sum(axis=0)[reach].sum() == pytest.approx(room[reach].sum(), abs=1.0)
