"""Parts of sentences."""

from collections.abc import Sequence

from jevons.studies.magnitude import percent


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`; nothing for none."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 fact`, `9 facts`, `no fact`; several of an irregular noun are given as `many`."""
    if number == 0:
        return f"no {one}"
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def small(share: float) -> str:
    """A fraction as percent that is told apart from nothing: `below 0.1 %`; whole ones without a decimal."""
    if 0.0 < share < 0.001:
        return "below 0.1 %"
    return percent(share).replace(".0 %", " %")
