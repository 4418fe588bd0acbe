"""Hosts of one model: prices from cost and markup, the spread by weight, and what speed costs."""

from functools import cache

import numpy as np
import pytest

from jevons.agents.population import simulate
from jevons.agents.practice import worth_of_speed
from jevons.market.result import Result
from jevons.market.scenario import Scenario
from jevons.market.serving import ServingError, cost_per_token, frontier
from jevons.studies.breakeven import yearly_cost
from jevons.studies.hosts import CALL, LEAST_SHARE, Hosts, hosts_of, quantiles

MONTH = "2025-06"


@cache
def run() -> Result:
    return simulate(Scenario(users=500, end="2025-12", target_month="2025-12", base_month="2025-01"))


@cache
def found(model: str = "llama_3_70b") -> Hosts:
    return hosts_of(run(), MONTH, model)


def test_a_host_sells_at_the_cost_of_its_machine_over_the_time_that_it_serves_times_the_markup() -> None:
    """An H100 for 12 months costs c; its hour c / 8,766; busy 0.47 x 0.92 of the time, at 1.5 times of that."""
    host = next(one for one in found().hosts if one.system == "h100")
    assert found().busy == pytest.approx(0.47 * 0.92)
    assert found().markup == 1.5
    hour = yearly_cost(run(), "h100", 60.0) / 8766.0 / found().busy * 1.5
    cost = cost_per_token(frontier("h100", "llama_3_70b", None, *CALL), host.speed, usd_hour=hour)
    assert host.blended == pytest.approx((3.0 * cost.fresh + cost.output) / 4.0, rel=1e-3)
    assert host.output == pytest.approx(cost.output, rel=1e-3)


def test_hosts_are_the_machines_in_service_from_the_cheapest_on() -> None:
    world, at = run().world, run().world.calendar.index(MONTH)
    h100e = run().record.fleet[at] * world.systems.h100e
    share = h100e / h100e.sum()
    prices = [host.blended for host in found().hosts]
    assert prices == sorted(prices)
    assert len(prices) > 10
    for host in found().hosts:
        assert host.share == pytest.approx(share[world.systems.index(host.system)])
        assert host.share > LEAST_SHARE


def test_a_host_sells_the_speed_that_makes_its_offer_most_attractive() -> None:
    """No other speed of an H100 has a higher worth x ln speed - ln price."""
    worth, drawn = worth_of_speed(run().world), frontier("h100", "llama_3_70b", None, *CALL)
    host = next(one for one in found().hosts if one.system == "h100")

    def appeal(speed: float) -> float:
        cost = cost_per_token(drawn, speed)
        return float(worth * np.log(speed) - np.log(3.0 * cost.fresh + cost.output))

    assert all(appeal(host.speed) >= appeal(speed) for speed in (10.0, 20.0, 28.3, 40.0, 80.0))


def test_quantiles_go_by_weight() -> None:
    """Of 1, 2 and 10 with 2, 94 and 4 % of weight, 5 % is reached at 2, and so is 95 %; not with 6 % on the last."""
    assert quantiles([1.0, 2.0, 10.0], [0.02, 0.94, 0.04], (0.05, 0.95)) == (2.0, 2.0)
    assert quantiles([1.0, 2.0, 10.0], [2.0, 92.0, 6.0], (0.05, 0.95)) == (2.0, 10.0)


@pytest.mark.parametrize("model", ["gpt_oss_120b", "llama_3_70b", "deepseek_v3"])
def test_speed_costs_ever_more_and_fewer_machines_reach_it(model: str) -> None:
    rows = found(model).speeds
    assert rows[0].premium == 1.0
    premiums, machines = [row.premium for row in rows], [row.machines for row in rows]
    assert premiums == sorted(premiums)
    assert machines == sorted(machines, reverse=True)
    assert premiums[-1] > 10.0


def test_owners_pay_for_hardware_alone_and_no_host_is_cheaper() -> None:
    assert found().sovereign * found().markup == pytest.approx(found().speeds[0].cheapest.blended)
    assert found().sovereign < min(host.blended for host in found().hosts)
    assert 1.0 < found().spread <= found().hosts[-1].blended / found().hosts[0].blended


def test_a_model_that_is_not_known_is_refused() -> None:
    with pytest.raises(ServingError, match="'llama_9' is not in the catalogue"):
        hosts_of(run(), MONTH, "llama_9")
