"""The frontier of a machine and a model: tokens a second of a chip against those that one user sees."""

from dataclasses import dataclass
from math import inf, isinf

import numpy as np
import numpy.typing as npt

from jevons.market.serving.batch import (
    ACCEPTED,
    DRAFTED,
    Service,
    largest_pod,
    most_sequences,
    pod_layout,
    smallest_pod,
)
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.memory import bytes_per_parameter, held_precision
from jevons.market.serving.named import ServingError, card_named, chip_of_system, model_of_card, system_named
from jevons.market.serving.physics import Chip, Constants, Layout, Model, kernel_constants
from jevons.market.serving.replica import replica_rates
from jevons.market.serving.roles import Precision, Role, role_of

Floats = npt.NDArray[np.float64]

BATCHES_PER_DOUBLING = 4


@dataclass(frozen=True)
class Techniques:
    """How a replica serves.

    Attributes:
        drafts: whether tokens are drafted and checked (speculation, multi-token prediction).
        cached_share: share of the prompt that is read from a prefix cache.
    """

    drafts: bool = False
    cached_share: float = 0.0


@dataclass(frozen=True)
class Frontier:
    """Replicas of which none is better for its users without delivering less, the fastest for a user last.

    Attributes:
        user: tokens/s of one user, (points,), rising. output: output tokens/s a chip, (points,), falling.
        chips: of the replica, (points,). batch: sequences in it, (points,).
        precision: of the weights, as held.
    """

    user: Floats
    output: Floats
    chips: Floats
    batch: Floats
    precision: Precision

    def at(self, speed: float) -> float:
        """Output tokens/s a chip at tokens/s of a user, between points in logarithms; 0 beyond the fastest.

        Raises:
            ServingError: the speed is not above zero.
        """
        if not speed > 0.0:
            raise ServingError(f"speed {speed:g} tokens/s: must lie above 0")
        if speed > self.user[-1]:
            return 0.0
        return float(np.exp(np.interp(np.log(speed), np.log(self.user), np.log(self.output))))


def frontier(
    system: str,
    model: str,
    precision: str = "fp8",
    input_tokens: float = 1024.0,
    output_tokens: float = 1024.0,
    techniques: Techniques | None = None,
) -> Frontier:
    """The frontier of an aggregated replica over pods and batches that operators run.

    Args:
        system, model: names of the catalogue.
        precision: of the weights: `bf16`, `fp8`, `fp4`; a chip that lacks it uses the next wider.
        input_tokens, output_tokens: of a call. techniques: how it serves; none by default.

    Raises:
        ServingError: a name is not known, a length is not above zero, the system serves no tokens in a fleet, or the
            model does not fit the largest pod, with what would.
    """
    how = techniques or Techniques()
    for what, tokens in (("input_tokens", input_tokens), ("output_tokens", output_tokens)):
        if not 0.0 < tokens < inf:
            raise ServingError(f"{what} {tokens:g}: must lie above 0")
    if not 0.0 <= how.cached_share < 1.0:
        raise ServingError(f"cached_share {how.cached_share:g}: must lie from 0 to below 1")
    machine, card = system_named(system), card_named(model)
    if role_of(machine.role, machine.memory_gb, machine.sram_gb) != Role.ACCELERATOR:
        raise ServingError(f"system {system!r} ({machine.role}) does not serve in batches from off-chip memory")
    held = Precision(held_precision(int(_precision(precision)), machine.fp8_tflops, machine.fp4_tflops))
    chip = chip_of_system(machine, held)
    weights = model_of_card(card, bytes_per_parameter(int(held)))
    c = kernel_constants(ServingConstants())
    smallest = smallest_pod(chip, weights, c)
    if isinf(smallest):
        needed = int(np.ceil((weights.shared + weights.expert) / (c.plan_memory * chip.memory)))
        raise ServingError(
            f"{model} in {held.name.lower()} does not fit {system}: it would take {needed} chips, more than the "
            f"{c.pod_limit:g} of the largest pod"
        )
    points = []
    chips = smallest
    while chips <= largest_pod(chip, weights, smallest, c):
        points += _points(chip, weights, chips, input_tokens, output_tokens, how, c)
        chips *= 2.0
    if not points:
        raise ServingError(
            f"{model} in {held.name.lower()} leaves no room on {system} for a cache of "
            f"{input_tokens + output_tokens:g} tokens"
        )
    return _best(points, held)


def _points(
    chip: Chip, model: Model, chips: float, prompt: float, answer: float, how: Techniques, c: Constants
) -> list[tuple[float, float, float, float]]:
    """User's rate, chip's rate, chips and batch of a pod at all batches that fit."""
    layout: Layout = pod_layout(chip, model, chips, c)
    fit = min(most_sequences(chip, model, layout, prompt + answer, c), c.batch_limit)
    if fit < 1.0:
        return []
    service = Service(1.0, *((DRAFTED, ACCEPTED) if how.drafts else (1.0, 1.0)))
    steps = int(np.log2(fit) * BATCHES_PER_DOUBLING) + 1
    found = []
    for batch in 2.0 ** (np.arange(steps) / BATCHES_PER_DOUBLING):
        output, user = replica_rates(chip, model, layout, batch, prompt, answer, how.cached_share, service, c)
        found.append((user, output, chips, float(batch)))
    return found


def _best(points: list[tuple[float, float, float, float]], precision: Precision) -> Frontier:
    """Those that no other beats both for the user and for the chip."""
    kept: list[tuple[float, float, float, float]] = []
    for point in sorted(points, reverse=True):
        if not kept or point[1] > kept[-1][1]:
            kept.append(point)
    user, output, chips, batch = (np.array(column) for column in zip(*kept[::-1], strict=True))
    return Frontier(user, output, chips, batch, precision)


def _precision(name: str) -> Precision:
    known = {p.name.lower(): p for p in Precision if p != Precision.INT4}
    if name not in known:
        raise ServingError(f"precision {name!r} is not known; there are {', '.join(known)}")
    return known[name]
