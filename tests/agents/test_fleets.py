"""Fleets: what arrives waits for power, what is switched on leaves after its life."""

import numpy as np

from jevons.agents.fleets import switch_on, take_delivery


def test_deliveries_wait_and_are_no_longer_outstanding() -> None:
    waiting, outstanding = np.array([[1.0, 0.0]]), np.array([[5.0, 2.0]])
    take_delivery(np.array([[4.0, 3.0]]), waiting, outstanding)
    np.testing.assert_allclose(waiting, [[5.0, 3.0]])
    np.testing.assert_allclose(outstanding, [[1.0, 0.0]])


def test_what_has_power_is_switched_on_and_the_old_leaves() -> None:
    """Half of 6 waiting have power; of 10 in service 4 are a life old, and 1 of the first fleet fades: 10 + 3 - 5.

    The other provider finds no power for its 8.
    """
    waiting, fleet, log = np.array([[6.0], [8.0]]), np.array([[10.0], [0.5]]), np.array([[4.0], [2.0]])
    switch_on(waiting, np.array([0.5, 0.0]), fleet, log, np.array([[1.0], [0.0]]))
    np.testing.assert_allclose(waiting, [[3.0], [8.0]])
    np.testing.assert_allclose(fleet, [[8.0], [0.0]])
    np.testing.assert_allclose(log, [[3.0], [0.0]])
