"""Luck: 64 hashed bits for an agent in a month, in Python integers.

The finaliser of SplitMix64 (Steele, Lea and Flood 2014), as `jevons.market.chance` says.
"""

GOLDEN = 0x9E3779B97F4A7C15
ALL_BITS, SHORT_BITS = (1 << 64) - 1, (1 << 32) - 1


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


def short(word: int) -> int:
    """32 bits that every one of 32 bits moves: the finaliser of MurmurHash3 (Appleby)."""
    word = (word ^ word >> 16) * 0x85EBCA6B & SHORT_BITS
    word = (word ^ word >> 13) * 0xC2B2AE35 & SHORT_BITS
    return word ^ word >> 16


def offer_draw(word: int, offer: int) -> float:
    """A number strictly between 0 and 1 for an offer, from the upper half of a choice's word."""
    return (short(word >> 32 ^ (offer + 1) * 0x9E3779B9 & SHORT_BITS) + 0.5) / 2.0**32


def uniform(word: int) -> float:
    """A number strictly between 0 and 1: the upper 53 bits, and a half."""
    return ((word >> 11) + 0.5) / 2.0**53
