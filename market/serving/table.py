"""System-seconds per token for every machine, date and tier: the table that a run computes once.

The seconds of an output token at context c are `output + context * c`, a straight line through the
costs at two contexts at the speed sold, each with its own best replica. So work stays linear in tokens and in
tokens times context, whatever mixture of calls produced them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jevons.market.serving.architecture import Architecture
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.physics import kernel_constants
from jevons.market.serving.price import FIGURES, MODEL_COLUMNS, Machine, fill_table
from jevons.market.serving.roles import Precision
from jevons.market.serving.systems import ServingSystems, complete

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Speculation:
    """Speculative decoding, each broadcast to (m, q): tokens checked per step and mean tokens accepted.

    Multi-token prediction with one draft: verified 2, accepted up to 2; no speculation: 1 and 1.
    """

    verified: ArrayLike = 1.0
    accepted: ArrayLike = 1.0


@dataclass(frozen=True, slots=True)
class ServingTable:
    """System-seconds per token, float64, shape (y, m, q) = system, grid date, tier; inf where it cannot run.

    A system is the unit as bought: chip, box or rack.

    Attributes:
        fresh: per fresh token that attends to `prefill_context` tokens.
        fresh_context: per fresh token and token of context more than that; 0 where it cannot run.
        cached: per cached token that a call reads: the cache moved from the tier of memory that holds it.
        output: per output token at context 0 (the line's intercept).
        context: per output token and token of context.
        speed: tokens per second of one user at 4,096 tokens of context; 0 where it cannot run.
        prefill_context: tokens, the context at which `fresh` holds.
    """

    fresh: Floats
    fresh_context: Floats
    cached: Floats
    output: Floats
    context: Floats
    speed: Floats
    prefill_context: float

    def output_at(self, context: float) -> Floats:
        """Seconds per output token at a context in tokens."""
        return self.output + self.context * context

    def fresh_at(self, attended: float) -> Floats:
        """Seconds per fresh token that attends to so many tokens."""
        return self.fresh + self.fresh_context * (attended - self.prefill_context)


def build_table(
    systems: ServingSystems,
    models: Architecture,
    precision: ArrayLike,
    speed: ArrayLike,
    constants: ServingConstants | None = None,
    speculation: Speculation | None = None,
    wanted: NDArray[np.bool_] | None = None,
) -> ServingTable:
    """Price every token kind on every machine, for every date and tier.

    Args:
        systems: hardware columns (y,).
        models: architectures (m, q).
        precision: `Precision` codes, broadcast to (m, q).
        speed: tokens per second of one user that is sold, broadcast to (m, q).
        constants: of the serving equations.
        speculation: speculative decoding by date and tier; none by default.
        wanted: cells to be priced, (y, m, q), all by default; the others are left as where it cannot run.

    Returns:
        The table, shape (y, m, q).

    Raises:
        ValueError: a shape does not fit, a code is unknown, or a speed is not positive.
    """
    constants = constants or ServingConstants()
    speculation = speculation or Speculation()
    models = models.broadcast()
    shape = models.active.shape
    if len(shape) != 2:
        raise ValueError(f"models must have the shape (dates, tiers), got {shape}")
    services = _stacked((speed, speculation.verified, speculation.accepted), shape)
    if not np.all(services > 0.0):
        raise ValueError("speed, verified and accepted tokens must all be above 0")
    table = np.full((len(systems), *shape, len(FIGURES)), inf)
    table[..., [FIGURES.index("speed"), FIGURES.index("fresh_context")]] = 0.0
    whole = complete(systems, constants)
    fill_table(
        _stacked([getattr(whole, name) for name in Machine._fields], (len(systems),)),
        whole.role.astype(np.int64),
        _stacked([getattr(models, name) for name in MODEL_COLUMNS], shape),
        _codes(precision, shape),
        services,
        kernel_constants(constants),
        np.ones(table.shape[:3], dtype=np.bool_) if wanted is None else wanted,
        table,
    )
    figures = {name: np.ascontiguousarray(table[..., i]) for i, name in enumerate(FIGURES)}
    return ServingTable(**figures, prefill_context=constants.prefill_context)


def _codes(precision: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.int64]:
    codes = np.ascontiguousarray(np.broadcast_to(np.asarray(precision, dtype=np.int64), shape))
    if not np.all(np.isin(codes, [int(p) for p in Precision])):
        raise ValueError(f"precision codes must be among {[p.value for p in Precision]}")
    return codes


def _stacked(columns: Sequence[ArrayLike], shape: tuple[int, ...]) -> Floats:
    """Columns broadcast to a shape and stacked on a last axis."""
    return np.stack([np.broadcast_to(np.asarray(col, dtype=np.float64), shape) for col in columns], axis=-1)
