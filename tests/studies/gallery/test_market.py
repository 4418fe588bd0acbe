"""Responses of prices, rents, clearing, serving, speed and tokens: sign, size and ends, with points by hand."""

from collections.abc import Callable

import numpy as np
import pytest

from jevons.market.vocabulary import WORKLOADS
from jevons.studies.gallery import Response
from jevons.studies.gallery.price import SELLERS
from jevons.studies.gallery.rent import h100_hour
from jevons.studies.gallery.setting import world
from jevons.studies.gallery.speed import speeds_sold
from jevons.studies.gallery.tokens import HORIZONS, tokens_at

Get = Callable[[str], Response]


def rises(y: np.ndarray) -> bool:
    return bool((np.diff(y) >= -1e-12).all() and y[-1] > y[0])


def test_prices_rise_with_load_between_their_clips(response: Get) -> None:
    """Exponent 0.4 around a load of 0.47, clipped at a quarter and four times, above 0.6 of cost."""
    panel = response("price").panels[0]
    assert all(rises(line.y) for line in panel.lines)
    lab, cloud, host = panel.lines[: len(SELLERS)]
    markup = lab.at(0.47)
    assert lab.at(0.9) / markup == pytest.approx((0.9 / 0.47) ** 0.4, rel=1e-3)
    assert lab.y[-1] / markup == pytest.approx(4.0, rel=1e-3)
    assert lab.y[0] / markup == pytest.approx(0.25, rel=1e-3)
    assert host.y[0] == pytest.approx(0.6)
    assert (lab.y >= cloud.y).all()
    assert (cloud.y >= host.y).all()


def test_a_release_moves_a_list_seven_tenths_of_the_way_in_logarithms(response: Get) -> None:
    panel = response("price").panels[0]
    wanted, released, still = panel.lines[0], panel.lines[3], panel.lines[4]
    before = wanted.at(0.47)
    np.testing.assert_allclose(released.y / before, (wanted.y / before) ** 0.7)
    np.testing.assert_allclose(still.y / before, (wanted.y / before) ** 0.06)


def test_a_commodity_passes_its_cost_on_and_a_lab_keeps_a_part(response: Get) -> None:
    """A lab with a markup of 13 in the table against a commodity's 1.5 keeps 0.5 (1 - 1.5 / 13) = 0.442 of a fall."""
    lab, cloud, host = response("price").panels[1].lines
    assert lab.at(100.0) == pytest.approx(0.01 ** (1.0 - 0.5 * (1.0 - 1.5 / 13.0)), rel=1e-3)
    assert host.at(100.0) == pytest.approx(0.01)
    assert host.at(100.0) < cloud.at(100.0) < lab.at(100.0)


def test_the_rent_rises_with_scarcity_from_the_cost_of_owning(response: Get) -> None:
    """A fifth of the gap to cost x scarcity^0.8 closes in a month, 1 - 0.8^12 of it in a year."""
    (panel,) = response("rent").panels
    end, year, month = (panel.line(name) for name in ("in the end", "after a year", "after a month"))
    assert all(rises(line.y) for line in panel.lines)
    owning = h100_hour()
    assert 1.0 < owning < 4.0
    assert month.at(1.0) == year.at(1.0) == end.at(1.0) == pytest.approx(owning)
    assert month.at(2.0) == pytest.approx(owning * (1.0 + 0.2 * (2.0**0.8 - 1.0)), rel=1e-3)
    np.testing.assert_allclose(year.y - owning, (end.y - owning) * (1.0 - 0.8**12))
    assert end.y[-1] == pytest.approx(4.0 * owning)
    assert end.y[0] == pytest.approx(0.25 * owning)


def test_delay_rises_to_the_cap_and_work_is_served_spilled_or_unserved(response: Get) -> None:
    """Utilisation 1/2: 1 + (1/16) / (1/2). At a load of 1.5, 0.6 of the 0.5 beyond is moved; at 2 the 0.53 free."""
    late, shares = response("delay").panels
    delay = late.line("delay")
    assert rises(delay.y)
    assert delay.at(0.5) == pytest.approx(1.125, rel=1e-3)
    assert delay.y[-1] == pytest.approx(1.0 + 0.95**4 / 0.05)
    home, spilled, unserved = (shares.line(name) for name in ("served at home", "spilled", "unserved"))
    np.testing.assert_allclose(home.y + spilled.y + unserved.y, 1.0)
    np.testing.assert_allclose(home.y, np.minimum(1.0 / home.x, 1.0))
    assert spilled.at(1.5) == pytest.approx(0.6 * 0.5 / 1.5, rel=1e-3)
    assert unserved.at(2.0) == pytest.approx((1.0 - 0.53) / 2.0, rel=1e-3)
    assert rises(unserved.y)


def test_chips_deliver_less_to_faster_users_and_later_chips_more(response: Get) -> None:
    (panel,) = response("serving").panels
    assert all(rises(-line.y) for line in panel.lines)
    assert all(rises(line.x) for line in panel.lines)
    at_40 = [line.at(40.0) for line in panel.lines[:3]]
    at_45 = [line.at(45.0) for line in panel.lines]
    assert at_40 == sorted(at_40)
    assert at_45 == sorted(at_45)


def test_speed_sold_rises_with_its_worth_and_with_the_fleet(response: Get) -> None:
    panel, calls = response("speed").panels
    gb200, h100, a100 = (line.y for line in panel.lines)
    assert all(rises(line.y) for line in panel.lines)
    assert (gb200 >= h100).all()
    assert h100[-1] > a100[-1]
    np.testing.assert_allclose(speeds_sold("h100", np.array([0.0, 3.0])), h100[[0, -1]])
    for sold, line in zip(panel.lines, calls.lines, strict=True):
        assert sold.y[-1] == pytest.approx(line.x[-1])
        assert line.y[0] == 1.0


def test_tokens_rise_with_the_horizon_up_to_the_longest_task(response: Get) -> None:
    coding, research, chat = response("tokens").panels
    for panel in (coding, research):
        (cap,) = [mark.x for mark in panel.marks if mark.text.startswith("longest task")]
        for line in panel.lines:
            assert rises(line.y)
            assert np.ptp(line.y[line.x > cap]) <= 1e-9 * line.y[-1]
            assert line.y[line.x < cap][-1] < line.y[-1]
    assert all(np.ptp(line.y) == 0.0 for line in chat.lines)


def test_a_chat_writes_its_calls_times_its_answers() -> None:
    """2.4 calls x 330 tokens x 1.5 for reasoning, 5 % of it done again."""
    flows = tokens_at(WORKLOADS.index("chat"))
    assert flows.shape == (len(HORIZONS), 4)
    np.testing.assert_allclose(flows[:, 2], 2.4 * 330.0 * 1.5 * 1.05)


def test_the_world_of_the_gallery_is_the_baseline_at_central_values() -> None:
    assert world().scenario.name == "baseline"
    assert (world().delivered == 1.0).all()
