"""Luck: 64 hashed bits for an agent in a month, in Python integers.

The finaliser of SplitMix64 (Steele, Lea and Flood 2014), as `jevons.market.chance` says.
"""

GOLDEN = 0x9E3779B97F4A7C15
ALL_BITS = (1 << 64) - 1


def mix(word: int) -> int:
    """Move every bit of a word by every other."""
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & ALL_BITS
    word = (word ^ word >> 27) * 0x94D049BB133111EB & ALL_BITS
    return word ^ word >> 31


def luck_of(key: int, agent: int, month: int) -> int:
    """Bits of an agent in a month, in the stream of a key."""
    return mix(mix(key + agent * GOLDEN & ALL_BITS) + month * GOLDEN & ALL_BITS)


def branch(word: int, number: int) -> int:
    """The word's own bits for the thing of that number, from 1."""
    return mix(word + number * GOLDEN & ALL_BITS)


def uniform(word: int) -> float:
    """A number strictly between 0 and 1: the upper 53 bits, and a half."""
    return ((word >> 11) + 0.5) / 2.0**53
