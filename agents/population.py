"""Fills a market with its participants and lets it live: `simulate`."""

from collections.abc import Callable, Mapping

from jevons.agents.buyers import UserPopulation
from jevons.agents.providers import Provider, Providers
from jevons.agents.regions import Region, Regions
from jevons.agents.users import Users, create_users
from jevons.agents.vendors import Vendor, Vendors
from jevons.market.machine_time import machine_time
from jevons.market.model import TokenMarket
from jevons.market.parameters.declare import Array
from jevons.market.purchase import build_buyable
from jevons.market.result import Result, result_of
from jevons.market.roles import Buyer, Grids, Sellers, Suppliers
from jevons.market.scenario import Scenario, load
from jevons.market.technology import Technology, build_technology
from jevons.market.vocabulary import PROVIDERS, REGIONS, VENDORS
from jevons.market.world import World, build_world

Population = Callable[[TokenMarket, World, Technology, Users, Array, int], Buyer]
"""Makes the buyer of a market: market, world, technology, users, speed of their machines, threads."""


def simulate(
    scenario: Scenario | str = "baseline",
    seed: int | None = None,
    *,
    draw: Mapping[str, float] | None = None,
    threads: int = 1,
) -> Result:
    """Simulate one world.

    Args:
        scenario: a `Scenario`, a file, or the name of one that ships with the package.
        seed: seed of all chance; the scenario's own if None.
        draw: standard normal scores of uncertain parameters, by the names in
            `jevons.market.parameters.registry.uncertain()`; none leaves all at their central values.
        threads: threads for the users' side; the result has the same bits for any number.

    Returns:
        The result: every output by month, with units.

    Raises:
        jevons.market.scenario.ScenarioError: the scenario cannot be read or is not allowed.
    """
    plan = scenario if isinstance(scenario, Scenario) else load(scenario)
    if seed is not None:
        plan = plan.model_copy(update={"seed": seed})
    market = open_market(build_world(plan, draw), threads=threads)
    market.run_model()
    return result_of(market.world, market.technology, market.record, draw)


def open_market(
    world: World, users: Users | None = None, threads: int = 1, population: Population = UserPopulation
) -> TokenMarket:
    """A market before its first month, filled with participants (and the given users, if any).

    `population` makes the buyer; another one can stand in for the kernels, as the tests' reference does.
    """
    seed = world.scenario.seed
    technology = build_technology(world, seed)
    time = machine_time(world)
    buyable = build_buyable(world, time.own, time.own_speed)
    crowd = users if users is not None else create_users(world, seed)

    def fill(market: TokenMarket) -> tuple[Buyer, Sellers, Suppliers, Grids]:
        buyers = population(market, world, technology, crowd, buyable.local_speed, threads)
        sellers = Providers(world, technology, buyable, time)
        suppliers = Vendors(world, buyable)
        sellers.outstanding += suppliers.queued
        grids = Regions(world)
        sellers.members = [Provider(market, name, i, sellers) for i, name in enumerate(PROVIDERS)]
        suppliers.members = [Vendor(market, name, i, suppliers) for i, name in enumerate(VENDORS)]
        grids.members = [Region(market, name, i, grids) for i, name in enumerate(REGIONS)]
        return buyers, sellers, suppliers, grids

    return TokenMarket(world, technology, buyable, fill)
