"""The reference's draws are those of the market, bit by bit."""

import numpy as np
import pytest

from jevons.market import chance
from tests.reference.luck import ALL_BITS, luck_of, mix, uniform

WORDS = (0, 1, 2**53 + 1, 2**63, ALL_BITS)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_mixed_alike(word: int) -> None:
    assert mix(word) == int(chance.mix(np.uint64(word)))


@pytest.mark.parametrize("word", WORDS)
def test_a_number_is_read_alike(word: int) -> None:
    assert uniform(word) == chance.uniform(np.uint64(word))


@pytest.mark.parametrize("agent", [0, 7 << 32 | 3])
@pytest.mark.parametrize("month", [0, 155])
def test_an_agent_has_the_same_luck(agent: int, month: int) -> None:
    key = chance.Stream(5, "a name").key
    assert luck_of(int(key), agent, month) == int(chance.word_of(key, np.uint64(agent), np.uint64(month)))
