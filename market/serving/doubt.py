"""How far to believe a computed throughput: the spread of what machines turn out to deliver over what is computed.

One part belongs to a machine and its software: whoever runs it meets the same error again and again. The other comes
with the layout and the model of a call, and is another for the next.
"""

from math import exp, hypot
from typing import Final, NamedTuple

from jevons.market.parameters.declare import Z95
from jevons.market.serving.roles import Role

MEASURED: Final = ("h100", "h200", "b200", "gb200", "gb300", "mi300x", "mi325x", "mi355x")
"""Systems whose tokens a second were measured by others than their makers (`calibration/serving`)."""
KNOWN: Final = ("nvidia", "amd")
"""Vendors of these: a new chip of theirs runs on software that has been measured."""

MEASURED_SPREAD = 0.27
"""Standard deviation of ln(measured / computed) of rows whose layout is known and whose model the constants have not
seen: 0.25 by their middle, 0.33 with the few that are far off."""
KNOWN_SPREAD = 0.30
"""The same for a chip of a known vendor that nobody has measured."""
NEW_SPREAD = 0.50
"""The same for a vendor that nobody has measured: AMD by constants of NVIDIA alone, 0.46 to 0.51."""
LOCAL_SPREAD = 0.33
"""The same for users' machines: median |ln| of 0.22 on llama.cpp and MLX."""


LAYOUT_SPREAD = 0.36
"""What is added where the equations choose the layout: frontiers of InferenceX at a user's speed spread by 0.46."""


class Doubt(NamedTuple):
    """How far a figure is believed.

    Attributes:
        lasting: standard deviation of ln(delivered / computed) that belongs to the machine.
        spread: the same of one figure of a frontier.
        grounds: what they rest on.
    """

    lasting: float
    spread: float
    grounds: str


def doubt_of(system: str, vendor: str, role: Role) -> Doubt:
    """How far a system's computed throughput is believed."""
    if role == Role.LOCAL:
        return Doubt(LOCAL_SPREAD, LOCAL_SPREAD, "users' machines, of which some were measured by others")
    if role == Role.SRAM:
        return Doubt(NEW_SPREAD, NEW_SPREAD, "no public measurement of this vendor's machines at work for many")
    lasting, grounds = NEW_SPREAD, "no public measurement of this vendor's chips"
    if vendor in KNOWN:
        lasting, grounds = KNOWN_SPREAD, "a chip that nobody has measured, of a vendor whose others were"
        if system in MEASURED or system.removesuffix("_nvl72") in MEASURED:
            lasting, grounds = MEASURED_SPREAD, "chips measured by others"
    return Doubt(lasting, hypot(lasting, LAYOUT_SPREAD), grounds)


def interval(value: float, spread: float) -> tuple[float, float]:
    """The 5 and 95 % quantiles of a lognormal figure with its median at `value`."""
    factor = exp(Z95 * spread)
    return value / factor, value * factor
