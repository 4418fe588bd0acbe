"""Chance: every draw is a pure function of (seed, stream, agent, month), so nobody shifts another's luck.

A 64-bit word is mixed twice with the finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable
pseudorandom number generators"): fast, stateless, and equal on every thread, process and machine.
"""

import hashlib

import numpy as np
import numpy.typing as npt

from jevons.market.kernels import inlined, kernel

Words = npt.NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / 9007199254740992.0
_SHORT_1, _SHORT_2 = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
_SHORT_UNIT = 1.0 / 4294967296.0
_16, _13 = np.uint32(16), np.uint32(13)


@inlined
def mix(word: np.uint64) -> np.uint64:
    """SplitMix64's finaliser: a bijection of 64-bit words in which every input bit moves every output bit."""
    word = (word ^ (word >> _30)) * _MIX_1
    word = (word ^ (word >> _27)) * _MIX_2
    return word ^ (word >> _31)


@inlined
def word_of(key: np.uint64, agent: np.uint64, month: np.uint64) -> np.uint64:
    """The 64 random bits of an agent in a month in the stream whose key is given."""
    return mix(mix(key + agent * _GOLDEN) + month * _GOLDEN)


@inlined
def branch(word: np.uint64, number: np.uint64) -> np.uint64:
    """The 64 random bits of one of several draws that share a word: `number` tells them apart."""
    return mix(word + number * _GOLDEN)


@inlined
def uniform(word: np.uint64) -> float:
    """A number in (0, 1) from 64 random bits; never 0 nor 1, so that logarithms and quantiles are finite."""
    return (float(word >> _11) + 0.5) * _UNIT


@inlined
def short_draw(word: np.uint32) -> np.uint32:
    """32 random bits from 32: the finaliser of MurmurHash3 (Appleby), a bijection; vector units do many at a time."""
    word = np.uint32((word ^ (word >> _16)) * _SHORT_1)
    word = np.uint32((word ^ (word >> _13)) * _SHORT_2)
    return np.uint32(word ^ (word >> _16))


@inlined
def short_uniform(word: np.uint32) -> float:
    """A number in (0, 1) from 32 random bits; never 0 nor 1."""
    return (float(word) + 0.5) * _SHORT_UNIT


@kernel
def _fill(key: np.uint64, agents: Words, month: np.uint64, out: npt.NDArray[np.float64]) -> None:
    for i in range(agents.size):
        out[i] = uniform(word_of(key, agents[i], month))


class Stream:
    """A named source of luck within one seed: `Stream(seed, "provider.release")`."""

    def __init__(self, seed: int, name: str) -> None:
        """Derive the stream's 64-bit key from the seed and the name."""
        digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest()
        self.key = np.uint64(int.from_bytes(digest, "little"))

    def uniforms(self, agents: Words, month: int) -> npt.NDArray[np.float64]:
        """One number in (0, 1) for each agent id, shape (agents,)."""
        out = np.empty(agents.size)
        _fill(self.key, agents.astype(np.uint64), np.uint64(month), out)
        return out

    def normals(self, agents: Words, month: int) -> npt.NDArray[np.float64]:
        """One standard normal number for each agent id, shape (agents,)."""
        from scipy.special import ndtri

        return np.asarray(ndtri(self.uniforms(agents, month)), dtype=np.float64)
