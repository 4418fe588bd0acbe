"""Causality: a change moves what it causes, and nothing else; the same world is the same bits everywhere."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.agents.population import open_market
from jevons.agents.users import create_users, without
from jevons.market.model import TokenMarket
from jevons.market.parameters.table import entries
from jevons.market.scenario import Scenario
from jevons.market.world import build_world
from tests.markets import lived, small
from tests.properties.worlds import tried
from tests.reference.layout import places


def fingerprint(market: TokenMarket) -> str:
    """Hash of everything that a market wrote down."""
    digest = hashlib.blake2b(digest_size=16)
    for values in vars(market.record).values():
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def held(market: TokenMarket) -> tuple[np.ndarray, np.ndarray]:
    """Executing and planning offers of all pipelines."""
    return market.buyers.pipelines.execute.copy(), market.buyers.pipelines.plan.copy()


def test_a_policy_that_says_what_holds_anyway_changes_nothing_at_all() -> None:
    """Every undated parameter of the whole model set to its declared value."""
    same = {e.path: e.value for e in entries() if isinstance(e.value, float) and e.path.count(".") == 1}
    assert len(same) > 50
    assert fingerprint(lived(small())) == fingerprint(lived(small(overrides=same)))


@tried
@given(
    offer=st.sampled_from(["openai/frontier", "google/small", "open_hosts/mid"]),
    month=st.integers(8, 35),
)
def test_a_ban_moves_in_its_month_only_those_who_would_hold_the_offer(offer: str, month: int) -> None:
    provider, tier = offer.split("/")
    start = f"{2023 + month // 12}-{month % 12 + 1:02d}"
    free = lived(small(), month + 1)
    banned = lived(small(bans=({"provider": provider, "tier": tier, "start": start},)), month + 1)
    number = free.world.structure.offer_names.index(offer)
    (execute, plan), (execute_after, plan_after) = held(free), held(banned)
    holds = (execute == number) | (plan == number)
    moved = (execute != execute_after) | (plan != plan_after)
    assert holds.any()
    assert not ((execute_after == number) | (plan_after == number)).any()
    assert not (moved & ~holds).any()


@pytest.mark.parametrize("row", [0, 77, 333])
def test_removing_a_user_changes_no_other_users_draws(row: int) -> None:
    world = build_world(small())
    users = create_users(world, world.scenario.seed)
    whole, fewer = open_market(world, create_users(world, 1)), open_market(world, without(users, row))
    whole.step()
    fewer.step()
    kept = [place for i, place in enumerate(places(whole.buyers.users, whole.buyers.pipelines)) if i != row]
    others = places(fewer.buyers.users, fewer.buyers.pipelines)
    for mine, theirs in zip(held(whole), held(fewer), strict=True):
        assert all((mine[a] == theirs[b]).all() for a, b in zip(kept, others, strict=True))


def test_threads_do_not_show() -> None:
    crowd = small(users=60_000)
    one, two = (lived(crowd, 6, threads=threads) for threads in (1, 2))
    assert len(one.buyers.chunks) > 2
    assert fingerprint(one) == fingerprint(two)


def test_a_new_process_finds_the_same_bits() -> None:
    code = (
        "import sys; sys.path.insert(0, '.');"
        "from tests.properties.test_causality import fingerprint; from tests.markets import lived, small;"
        "print(fingerprint(lived(small())))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == fingerprint(lived(small()))


def test_another_seed_is_another_world() -> None:
    assert fingerprint(lived(small(seed=1), 12)) != fingerprint(lived(small(seed=2), 12))


def test_the_shortest_scenario_is_a_scenario() -> None:
    assert (
        len(lived(Scenario(users=500, base_month="2023-02", target_month="2023-03", end="2023-03")).record.tokens) == 3
    )
