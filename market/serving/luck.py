"""What machines turn out to deliver over what is computed: drawn once for a world, for every system."""

import hashlib
from functools import lru_cache
from math import sqrt

import numpy as np
import numpy.typing as npt

from jevons.market.catalogue.system import ROLES
from jevons.market.catalogue.systems import Systems
from jevons.market.chance import Stream
from jevons.market.serving.doubt import doubt_of
from jevons.market.serving.roles import role_of
from jevons.market.vocabulary import VENDORS

Words = npt.NDArray[np.uint64]

SHARED = 0.5
"""Share of the variance that all systems of a vendor have in common: they run the same engines."""


def delivered(systems: Systems, seed: int) -> npt.NDArray[np.float64]:
    """Throughput over what is computed, (systems,), lognormal with its median at 1.

    One error is the vendor's, whose engines all its systems share; one is the line's, which its successors share. The
    spread of a system is that of `doubt.py`.

    Args:
        systems: all of them. seed: of the world's luck.
    """
    makers, lines, spread = _who(systems)
    engine = Stream(seed, "serving.engine").normals(makers, 0)
    own = Stream(seed, "serving.system").normals(lines, 0)
    return np.asarray(np.exp(spread * (sqrt(SHARED) * engine + sqrt(1.0 - SHARED) * own)))


@lru_cache(maxsize=2)
def _who(systems: Systems) -> tuple[Words, Words, npt.NDArray[np.float64]]:
    """Numbers of the vendor and of the line of every system, and the spread of what it delivers."""
    makers = [VENDORS[v] for v in systems.vendor]
    lines = [line or name for name, line in zip(systems.name, systems.continues, strict=True)]
    roles = [
        role_of(ROLES[r], memory, sram)
        for r, memory, sram in zip(systems.role, systems.memory_gb, systems.sram_gb, strict=True)
    ]
    spread = [doubt_of(*one).lasting for one in zip(systems.name, makers, roles, strict=True)]
    return _numbers(makers), _numbers(lines), np.array(spread)


def _numbers(names: list[str]) -> Words:
    """A number for each name that no other name shares: another row of the catalogue moves nobody's luck."""
    digests = (hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)
