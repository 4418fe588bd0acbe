"""Operating points of claims: two ways of serving compared where their users see the same, or at a batch that is given.

The menu where a claim states nothing: 20 to 100 tokens/s of a user, between which most fleets run, on calls of 1,024
tokens in and out and of 8,192 in and 1,024 out (InferenceX's). Both sides are computed whole; gains of techniques are
never multiplied.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from math import hypot, inf, nan

from jevons.calibration.serving.claim_rules import SAME_CHIP_SPREAD, At
from jevons.calibration.serving.replicas import SYNCHRONOUS_SECONDS, base_constants
from jevons.market.serving import Frontier, Precision, Techniques, cost_per_token, energy_per_token, frontier
from jevons.market.serving.memory import bytes_per_parameter
from jevons.market.serving.named import card_named, chip_of_system, model_of_card, system_named
from jevons.market.serving.physics import Chip, Model
from jevons.market.serving.points import Call, pod_point

SPEEDS = (20.0, 30.0, 50.0, 75.0, 100.0)
"""Tokens/s of one user between which most fleets run."""


@dataclass(frozen=True)
class Lengths:
    """Tokens read and written in a call."""

    prompt: float
    answer: float

    def __str__(self) -> str:
        return f"{_short(self.prompt)}/{_short(self.answer)}"


CHAT, DOCUMENT = Lengths(1024.0, 1024.0), Lengths(8192.0, 1024.0)
USUAL = (CHAT, DOCUMENT)


@dataclass(frozen=True)
class Side:
    """One side of a comparison: machine, model, precision and how it serves."""

    system: str
    model: str
    precision: str | None = None
    how: Techniques = field(default_factory=Techniques)

    def using(self, **changes: float | bool | str) -> "Side":
        """The same side with other techniques."""
        return replace(self, how=replace(self.how, **changes))  # type: ignore[arg-type]

    def frontier(self, lengths: Lengths) -> Frontier:
        """Its frontier at lengths of a call."""
        return _frontier(self, lengths)


@cache
def _frontier(side: Side, lengths: Lengths) -> Frontier:
    return frontier(side.system, side.model, side.precision, lengths.prompt, lengths.answer, side.how)


Measure = Callable[[Frontier, float], float]
"""What a side delivers at tokens/s of a user, more being better; only asked where it arrives."""


def per_chip(found: Frontier, speed: float) -> float:
    """Output tokens/s a chip."""
    return found.at(speed)


def per_joule(found: Frontier, speed: float) -> float:
    """Calls' output tokens per joule, cooling left out."""
    return 1.0 / energy_per_token(found, speed, pue=1.0).call


def output_per_joule(found: Frontier, speed: float) -> float:
    """Output tokens per joule of decoding alone, the prompts being in caches."""
    return 1.0 / energy_per_token(found, speed, pue=1.0).output


def per_dollar(found: Frontier, speed: float) -> float:
    """Calls' output millions of tokens per USD, machines owned at catalogue prices."""
    return 1.0 / cost_per_token(found, speed).call


def at_speeds(
    better: Side,
    baseline: Side,
    lengths: Iterable[Lengths] = USUAL,
    speeds: Iterable[float] = SPEEDS,
    measure: Measure = per_chip,
    prefix: str = "",
) -> list[At]:
    """Gain of one side over the other where their users see the same speed; points that neither reaches left out."""
    points = []
    for size in lengths:
        for speed in speeds:
            over = ratio(_measured(better, size, speed, measure), _measured(baseline, size, speed, measure))
            if over == over:
                points.append(At(f"{prefix}{size} at {speed:g}", over))
    return points


def _measured(side: Side, lengths: Lengths, speed: float, measure: Measure) -> float:
    found = side.frontier(lengths)
    return measure(found, speed) if found.at(speed) > 0.0 else 0.0


def ratio(better: float, baseline: float) -> float:
    """One over the other: inf where only the baseline is 0, nan where both are."""
    if baseline > 0.0:
        return better / baseline
    return inf if better > 0.0 else nan


def spread_between(better: Side, baseline: Side, lengths: Lengths = CHAT) -> float:
    """Spread of ln of a ratio: the errors of two machines add as squares, on one machine they mostly cancel.

    So does what the choice of layouts errs by, which both sides make alike.
    """
    if better.system == baseline.system:
        return SAME_CHIP_SPREAD
    return hypot(better.frontier(lengths).doubt.lasting, baseline.frontier(lengths).doubt.lasting)


def chip_and_model(system: str, model: str, precision: str, cache_bytes: float = 2.0) -> tuple[Chip, Model]:
    """A chip, and a model as it holds it with so many bytes a cached number."""
    held = Precision[precision.upper()]
    weights = bytes_per_parameter(int(held))
    return chip_of_system(system_named(system), held), model_of_card(card_named(model), weights, cache_bytes)


def at_batch(
    side: Side,
    chips: float,
    batch: float,
    lengths: Lengths,
    cache_bytes: float = 2.0,
    synchronous: bool = False,
) -> float:
    """Output tokens/s a chip of one replica with so many sequences.

    Args:
        side: with a precision. chips: of the replica. batch: sequences in it. lengths: of a call.
        cache_bytes: a cached number. synchronous: whether the engine works on the host for every sequence of a step.
    """
    chip, model = chip_and_model(side.system, side.model, side.precision or "bf16", cache_bytes)
    c = base_constants()
    if synchronous:
        c = c._replace(sequence_seconds=SYNCHRONOUS_SECONDS)
    return pod_point(chip, model, chips, batch, Call(lengths.prompt, lengths.answer, side.how), None, c).output


def _short(tokens: float) -> str:
    return f"{tokens / 1024.0:.0f}k" if tokens >= 1000.0 else f"{tokens:.0f}"
