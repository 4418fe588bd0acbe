"""The table of tau: what a token takes of every machine, by model class, precision, engine and speed.

It is computed once for a catalogue and a path of model sizes, and then read for every month: a class is a tier at a
date of the past, or so many doublings of its latest size. Logarithms are kept, so that what lies between two classes
is read between them. A table is kept on disk under a hash of everything that went into it, code included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jevons.market.serving.architecture import Architecture
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.kept import keep, kept
from jevons.market.serving.physics import Constants, kernel_constants
from jevons.market.serving.price import ENGINES, FIGURES, MODEL_COLUMNS, Machine, fill_own, fill_table
from jevons.market.serving.roles import Precision
from jevons.market.serving.systems import ServingSystems, complete

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]

SPEEDS = tuple(10.0 * 2.0 ** (step / 2.0) for step in range(12))
"""Tokens/s of one user that may be sold: from 10 to 453, half a doubling apart."""
PRECISIONS = (Precision.BF16, Precision.FP8, Precision.FP4)


@dataclass(frozen=True, eq=False)
class ServingTable:
    """Natural logarithms of system-seconds; a system is the unit as bought: chip, box or rack.

    Attributes:
        halls, own: numbers of the systems that serve in halls, and of users' machines.
        prompt: of a fresh token that attends to nothing and per token attended to, (tiers, classes, precisions,
            halls, 2).
        output: of an output token at context 0 and per token of context, and of a repeated token by where caches are
            kept, (tiers, classes, precisions, engines, speeds, halls, figures). inf where a machine is not so fast.
        mine: users' machines, (classes, own, 5): as in `fill_own`, seconds.
        systems: how many there are, of all kinds.
    """

    halls: Ints
    own: Ints
    prompt: Singles
    output: Singles
    mine: Floats
    systems: int


def build_table(
    systems: ServingSystems,
    halls: ArrayLike,
    own: ArrayLike,
    models: Architecture,
    own_models: Architecture,
    constants: ServingConstants | None = None,
) -> ServingTable:
    """Price every class of model on every machine.

    Args:
        systems: hardware columns (y,). halls, own: numbers of those that serve in halls, and of users' machines.
        models: architectures (tiers, classes) of what halls serve; own_models: (classes,) of what users' machines run.
        constants: of the serving equations.

    Raises:
        ValueError: a shape does not fit.
    """
    whole, c = complete(systems, constants or ServingConstants()), kernel_constants(constants or ServingConstants())
    served, local = _stacked(models, MODEL_COLUMNS), _stacked(own_models, MODEL_COLUMNS)
    if served.ndim != 3 or local.ndim != 2:
        raise ValueError(f"models must be (tiers, classes) and (classes,), got {served.shape[:-1]}, {local.shape[:-1]}")
    machines, roles = _stacked(whole, Machine._fields), whole.role.astype(np.int64)
    at, mine = np.asarray(halls, dtype=np.int64), np.asarray(own, dtype=np.int64)
    parts = (machines, roles, at, mine, served, local, np.array(c), np.array(SPEEDS))
    tables = kept(parts)
    if tables is None:
        tables = _fill(machines, roles, at, mine, served, local, c)
        keep(parts, tables)
    return ServingTable(at, mine, tables["prompt"], tables["output"], tables["mine"], len(systems))


def _fill(
    machines: Floats, roles: Ints, halls: Ints, own: Ints, models: Floats, own_models: Floats, c: Constants
) -> dict[str, NDArray[Any]]:
    tiers, classes, size = models.shape[0], models.shape[1], len(halls)
    prompt = np.empty((tiers, classes, len(PRECISIONS), size, 2), dtype=np.float32)
    output = np.empty((*prompt.shape[:-1], len(ENGINES), len(SPEEDS), FIGURES), dtype=np.float32)
    mine = np.empty((classes, len(own), 5))
    fill_table(machines[halls], roles[halls], models, np.array(SPEEDS), c, prompt, output)
    fill_own(machines[own], own_models, c, mine)
    # Read for all systems at one engine and speed.
    return {"prompt": prompt, "output": np.ascontiguousarray(np.moveaxis(output, 3, 5)), "mine": mine}


def _stacked(columns: object, names: Sequence[str]) -> Floats:
    """Columns by name on a last axis."""
    return np.stack([np.asarray(getattr(columns, name), dtype=np.float64) for name in names], axis=-1)
