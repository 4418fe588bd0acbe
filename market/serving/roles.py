"""What a machine does in a fleet, and the number format that a model's weights are held in."""

from enum import IntEnum


class Role(IntEnum):
    """How a system serves tokens, which decides the equation that prices it."""

    ACCELERATOR = 0
    """Chips with off-chip memory, served in pods: `physics.py`."""
    SRAM = 1
    """Weights in on-chip memory; the time of a token is a latency per layer: `sram.py`."""
    LOCAL = 2
    """One user's machine, one sequence at a time: `local.py`."""
    CPU = 3
    """Runs agents' sandboxes, serves no tokens."""
    STORAGE = 4
    """Holds cached context, serves no tokens."""


class Precision(IntEnum):
    """Format of the weights. A chip that lacks one uses the next wider format, in compute and in memory."""

    BF16 = 0
    FP8 = 1
    FP4 = 2
    INT4 = 3
    """Four-bit weights computed in bf16: files for local machines. Every chip can hold them."""


_SERVING = frozenset({"serve", "decode", "prefill"})
_OTHER = {"local": Role.LOCAL, "sandbox": Role.CPU, "storage": Role.STORAGE}


def role_of(role: str, memory_gb: float, sram_gb: float) -> Role:
    """Role of a catalogue row; an accelerator whose whole memory is SRAM is priced by latency.

    Args:
        role: `serve`, `decode`, `prefill`, `local`, `sandbox` or `storage`.
        memory_gb: all memory of the unit, GB.
        sram_gb: on-chip memory of the unit, GB; 0 where not published.

    Raises:
        ValueError: the role is none of these.
    """
    if role in _SERVING:
        return Role.SRAM if 0.0 < memory_gb <= sram_gb else Role.ACCELERATOR
    if role not in _OTHER:
        raise ValueError(f"unknown role {role!r}; one of {sorted(_SERVING | _OTHER.keys())}")
    return _OTHER[role]
