"""The frontier of a machine and a model: tokens a second of a chip against those that one user sees."""

from dataclasses import dataclass
from math import ceil, inf, isinf
from typing import overload

import numpy as np
import numpy.typing as npt

from jevons.market.catalogue.architectures import Architecture as Card
from jevons.market.catalogue.system import System
from jevons.market.serving.batch import largest_pod, smallest_pod
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.doubt import Doubt, doubt_of, interval
from jevons.market.serving.memory import bytes_per_parameter
from jevons.market.serving.named import (
    card_named,
    chip_of_system,
    layer_seconds_of,
    model_of_card,
    system_named,
    systems,
    whole_system,
)
from jevons.market.serving.physics import Chip, Constants, Model, kernel_constants
from jevons.market.serving.points import Call, Point, local_point, pod_points, sram_point
from jevons.market.serving.roles import Precision, Role, role_of
from jevons.market.serving.techniques import ServingError, Techniques

Floats = npt.NDArray[np.float64]

# The largest |ln| of a user's speed over that of the fastest point at which they still count as one.
SAME_SPEED = 1e-9


@dataclass(frozen=True)
class Frontier:
    """Replicas of which none is better for its users without delivering less, the fastest for a user last.

    Attributes:
        system, model: names. precision: of the weights, as held. prefill: system that prefills where another does.
        call: what is served.
        points: columns of `Point` by name, (points,); `user` rises and `output` falls.
        doubt: how far the throughput is believed, the same for all points: of two systems the one less believed.
    """

    system: str
    model: str
    precision: Precision
    prefill: str
    call: Call
    points: dict[str, Floats]
    doubt: Doubt

    @property
    def user(self) -> Floats:
        """Tokens/s of one user, (points,), rising."""
        return self.points["user"]

    @property
    def output(self) -> Floats:
        """Output tokens/s a chip, (points,), falling."""
        return self.points["output"]

    @property
    def spread(self) -> float:
        """Standard deviation of ln(delivered / computed)."""
        return self.doubt.spread

    @property
    def fastest(self) -> float:
        """Most tokens/s that one user can see."""
        return float(self.user[-1])

    def point(self, speed: float) -> Point | None:
        """The replica that serves at tokens/s of a user, between points in logarithms; None beyond the fastest.

        Raises:
            ServingError: the speed is not above zero.
        """
        if not speed > 0.0:
            raise ServingError(f"speed {speed:g} tokens/s: must lie above 0")
        if speed > self.fastest * (1.0 + SAME_SPEED):
            return None
        return Point(**{name: self._between(name, speed) for name in Point._fields})

    @overload
    def at(self, speed: float) -> float: ...
    @overload
    def at(self, speed: Floats) -> Floats: ...
    def at(self, speed: float | Floats) -> float | Floats:
        """Output tokens/s a chip at tokens/s of a user, of any shape; 0 beyond the fastest.

        Raises:
            ServingError: a speed is not above zero.
        """
        wanted = np.asarray(speed, dtype=np.float64)
        if not np.all(wanted > 0.0):
            raise ServingError(f"speed {float(wanted.min()):g} tokens/s: must lie above 0")
        found = np.exp(np.interp(np.log(wanted), np.log(self.user), np.log(self.output)))
        found = np.where(wanted > self.fastest * (1.0 + SAME_SPEED), 0.0, found)
        return float(found) if found.ndim == 0 else found

    def interval(self, output: float) -> tuple[float, float]:
        """The 5 and 95 % quantiles of what is delivered where so many tokens/s are computed."""
        return interval(output, self.spread)

    def _between(self, name: str, speed: float) -> float:
        at, known = np.log(speed), np.log(self.user)
        column = self.points[name]
        if np.all(column > 0.0):
            return float(np.exp(np.interp(at, known, np.log(column))))
        return float(np.interp(at, known, column))


def frontier(
    system: str,
    model: str,
    precision: str | None = None,
    input_tokens: float = 1024.0,
    output_tokens: float = 1024.0,
    techniques: Techniques | None = None,
) -> Frontier:
    """The frontier over pods and batches that operators run.

    Args:
        system, model: names of the catalogue.
        precision: of the weights: `bf16`, `fp8`, `fp4`, or `int4`, which every chip can hold and computes in bf16; if
            None, `int4` on users' machines, else `fp8`, or `bf16` on chips that compute in no less.
        input_tokens, output_tokens: of a call. techniques: how it is served; one replica without any by default.

    Raises:
        ServingError: a name is not known, a length is not above zero, the chip does not compute in the precision, the
            system serves no tokens, or the model does not fit, with the smallest configuration that would do.
    """
    how = techniques or Techniques()
    for what, tokens in (("input_tokens", input_tokens), ("output_tokens", output_tokens)):
        if not 0.0 < tokens < inf:
            raise ServingError(f"{what} {tokens:g}: must lie above 0")
    machine, card = system_named(system), card_named(model)
    call = Call(float(input_tokens), float(output_tokens), how)
    held = precision_on(machine, card, precision)
    role = _role(machine)
    if role not in _SERVES:
        raise ServingError(f"{system} serves no tokens: it is there for {machine.role} (sandboxes, cache_store)")
    points = _SERVES[role](machine, card, held, call, kernel_constants(ServingConstants()))
    prefill = how.prefill or (system if how.apart else "")
    doubt = max(_doubt(one) for one in (system, prefill) if one)
    return Frontier(system, model, held, prefill, call, _best(points), doubt)


def precision_on(machine: System, card: Card, name: str | None) -> Precision:
    """The precision that a name stands for on a machine.

    Raises:
        ServingError: it is none, or the chip does not compute in it, with the smallest configuration in one it does.
    """
    rates = {Precision.BF16: machine.bf16_tflops, Precision.FP8: machine.fp8_tflops, Precision.FP4: machine.fp4_tflops}
    allowed = [p for p in Precision if rates.get(p, 1.0) > 0.0]
    if name is None:
        if _role(machine) == Role.LOCAL:
            return Precision.INT4
        return Precision.FP8 if Precision.FP8 in allowed else Precision.BF16
    known = {p.name.lower(): p for p in Precision}
    if name not in known:
        raise ServingError(f"precision {name!r} is not known; there are {', '.join(known)}")
    if known[name] not in allowed and _role(machine) in _SERVES:
        widest = Precision.FP8 if Precision.FP8 in allowed else Precision.BF16
        raise ServingError(
            f"{machine.system} does not compute in {name}; it has {', '.join(p.name.lower() for p in allowed)}. "
            f"{card.architecture} fits {_smallest(machine, card, widest)} in {widest.name.lower()}"
        )
    return known[name]


def _role(machine: System) -> Role:
    return role_of(machine.role, machine.memory_gb, machine.sram_gb)


def _smallest(machine: System, card: Card, held: Precision) -> str:
    """The smallest configuration of a machine that holds a model."""
    bytes_needed = card.total_params * bytes_per_parameter(int(held))
    c = ServingConstants()
    chips = ceil(bytes_needed / (c.plan_memory * machine.memory_gb * 1e9 / machine.chips))
    return f"{chips} chip{'s' if chips > 1 else ''} of {machine.system}"


def _doubt(name: str) -> Doubt:
    machine = system_named(name)
    return doubt_of(name, machine.vendor, _role(machine))


def _pods(machine: System, card: Card, held: Precision, call: Call, c: Constants) -> list[Point]:
    chip, weights = chip_of_system(machine, held), model_of_card(card, bytes_per_parameter(int(held)))
    if call.how.beside:
        raise ServingError(
            f"beside: {machine.system} has memory of its own; it is for decoders with on-chip memory alone"
        )
    smallest = smallest_pod(chip, weights, c)
    if isinf(smallest):
        raise ServingError(
            f"{card.architecture} in {held.name.lower()} does not fit {machine.system}: it would take "
            f"{_smallest(machine, card, held)}, more than the {c.pod_limit:g} of the largest pod"
        )
    points: list[Point] = []
    chips, prefill = smallest, _prefill(machine, card, held, call)
    while chips <= largest_pod(chip, weights, smallest, c):
        points += pod_points(chip, weights, chips, call, prefill, c)
        chips *= 2.0
    if not points:
        raise ServingError(
            f"{card.architecture} in {held.name.lower()} leaves no room on {machine.system} for a cache of "
            f"{call.longest:g} tokens ({call.longest * weights.kv_bytes / 1e9:,.0f} GB)"
        )
    return points


def _prefill(machine: System, card: Card, held: Precision, call: Call) -> tuple[Chip, Model] | None:
    """Chip that prefills and the model as it holds it, in the decoder's precision or the next wider it computes in."""
    if not call.how.disaggregated:
        return None
    other = system_named(call.how.prefill) if call.how.prefill else machine
    if _role(other) != Role.ACCELERATOR:
        raise ServingError(
            f"prefill {other.system!r} ({other.role}): must be a system with off-chip memory that serves"
        )
    rates = ((Precision.FP4, other.fp4_tflops), (Precision.FP8, other.fp8_tflops))
    wanted = Precision.BF16 if held == Precision.INT4 else held
    possible = [p for p, rate in rates if rate > 0.0 and p <= wanted]
    own = possible[0] if possible else Precision.BF16
    return chip_of_system(other, own), model_of_card(card, bytes_per_parameter(int(own)))


def _on_chip(machine: System, card: Card, held: Precision, call: Call, c: Constants) -> list[Point]:
    unit, weights = whole_system(machine, held), model_of_card(card, bytes_per_parameter(int(held)))
    prefill, seconds = _prefill(machine, card, held, call), layer_seconds_of(machine)
    return [sram_point(unit, float(machine.chips), weights, seconds, call, prefill, c)]


def _own(machine: System, card: Card, held: Precision, call: Call, c: Constants) -> list[Point]:
    weights = model_of_card(card, bytes_per_parameter(int(held)))
    if call.how.disaggregated:
        raise ServingError(f"prefill: {machine.system} is a user's own machine and does both")
    point = local_point(whole_system(machine, held), float(machine.chips), weights, call, c)
    if point is not None:
        return [point]
    needed = (weights.shared + weights.expert + call.longest * weights.kv_bytes) / c.plan_memory / 1e9
    holders = [s for s in systems().values() if _role(s) == Role.LOCAL and s.memory_gb >= needed]
    least = min(holders, key=lambda s: s.memory_gb, default=None)
    instead = f"the smallest that holds it is {least.system} with {least.memory_gb:g}" if least else "nor does any"
    raise ServingError(
        f"{card.architecture} in {held.name.lower()} with {call.longest:g} tokens of cache takes {needed:,.0f} GB; "
        f"{machine.system} has {machine.memory_gb:g}; {instead}"
    )


_SERVES = {Role.ACCELERATOR: _pods, Role.SRAM: _on_chip, Role.LOCAL: _own}


def _best(points: list[Point]) -> dict[str, Floats]:
    """Columns of those that no other beats both for the user and for the chip."""
    kept: list[Point] = []
    for point in sorted(points, reverse=True):
        if not kept or point.output > kept[-1].output:
            kept.append(point)
    return {name: np.array([getattr(p, name) for p in reversed(kept)]) for name in Point._fields}
