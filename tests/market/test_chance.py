"""Chance: pure functions of seed, stream, agent and month."""

import numpy as np
from scipy import stats

from jevons.market.chance import Stream, mix, short_draw, short_uniform, uniform, word_of


def test_a_draw_depends_on_nothing_but_its_names() -> None:
    one, many = np.array([7], dtype=np.uint64), np.arange(1000, dtype=np.uint64)
    stream = Stream(5, "user.budget")
    assert stream.uniforms(one, 3)[0] == stream.uniforms(many, 3)[7]
    assert stream.uniforms(one, 3)[0] != stream.uniforms(one, 4)[0]
    assert stream.uniforms(one, 3)[0] != Stream(5, "user.owner").uniforms(one, 3)[0]
    assert stream.uniforms(one, 3)[0] != Stream(6, "user.budget").uniforms(one, 3)[0]


def test_known_words_never_change() -> None:
    """SplitMix64's finaliser of its first counter from seed 0, as published: 0xE220A8397B1DCDAF."""
    assert int(mix(np.uint64(0x9E3779B97F4A7C15))) == 0xE220A8397B1DCDAF


def test_known_short_words_never_change() -> None:
    """MurmurHash3's 32-bit finaliser: 0 stays 0, 1 gives 0x514E28B7, as published."""
    assert int(short_draw(np.uint32(0))) == 0
    assert int(short_draw(np.uint32(1))) == 0x514E28B7
    assert 0.0 < short_uniform(np.uint32(0)) < short_uniform(np.uint32(2**32 - 1)) < 1.0


def test_draws_are_uniform_over_agents_and_over_months() -> None:
    agents = np.arange(20_000, dtype=np.uint64)
    over_agents = Stream(1, "x").uniforms(agents, 0)
    key = Stream(1, "x").key
    over_months = np.array([uniform(np.uint64(word_of(key, np.uint64(3), np.uint64(t)))) for t in range(5000)])
    assert stats.kstest(over_agents, "uniform").pvalue > 0.001
    assert stats.kstest(over_months, "uniform").pvalue > 0.001
    assert over_agents.min() > 0.0
    assert over_agents.max() < 1.0


def test_neighbours_are_uncorrelated() -> None:
    agents = np.arange(20_000, dtype=np.uint64)
    draws = Stream(1, "x").uniforms(agents, 0)
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 0.03
    assert abs(np.corrcoef(draws, Stream(1, "x").uniforms(agents, 1))[0, 1]) < 0.03


def test_normals_have_mean_zero_and_spread_one() -> None:
    draws = Stream(2, "y").normals(np.arange(20_000, dtype=np.uint64), 0)
    assert abs(draws.mean()) < 0.03
    assert abs(draws.std() - 1) < 0.03
