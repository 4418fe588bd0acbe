"""Numbers as a reader says them: `1.3 quadrillion`, `×12`, `4.1 %`."""

import math
from collections.abc import Callable

_NAMES = (
    (1e18, "quintillion"),
    (1e15, "quadrillion"),
    (1e12, "trillion"),
    (1e9, "billion"),
    (1e6, "million"),
)


def significant(value: float, digits: int = 2) -> str:
    """A plain decimal number rounded to `digits` significant digits, with thousands separators.

    Zero is `0`, an undefined number is `not defined`; nothing is ever written with an exponent.
    """
    if not math.isfinite(value):
        return "not defined"
    if value == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, decimals)
    if rounded != 0:
        decimals = digits - 1 - math.floor(math.log10(abs(rounded)))
    return f"{rounded:,.{max(decimals, 0)}f}"


def words(value: float, digits: int = 2) -> str:
    """A large number with its name: 1.3e15 is `1.3 quadrillion`; below a million, plain digits."""
    for size, name in _NAMES:
        if math.isfinite(value) and abs(value) >= size * (1 - 0.5 * 10**-digits):
            return f"{significant(value / size, digits)} {name}"
    return significant(value, digits)


def span(low: float, high: float, write: Callable[[float], str] = words) -> str:
    """A range with its unit said once: `130 to 930 million`, `2.0 to 9.0 %`."""
    (first, _, unit), (second, _, same) = write(low).partition(" "), write(high).partition(" ")
    return f"{first} to {second} {same}".strip() if unit == same else f"{write(low)} to {write(high)}"


def tick(value: float) -> str:
    """A round number on an axis: as `words`, without a trailing `.0`."""
    number, _, name = words(value).partition(" ")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return f"{number} {name}".strip()


def factor(value: float) -> str:
    """A ratio: `×12`, `×0.31`, `×1.2 million`; below a tenth as a division, `÷150`."""
    if not math.isfinite(value):
        return "not defined"
    return f"÷{words(1 / value)}" if 0 < value < 0.0995 else f"×{words(value)}"


def percent(share: float) -> str:
    """A fraction as whole percent, with one decimal from 0.05 % to 10 %."""
    if not math.isfinite(share):
        return "not defined"
    scaled = 100 * share
    return f"{scaled:.1f} %" if 0.05 <= abs(scaled) < 9.95 else f"{scaled:.0f} %"


def signed(value: float) -> str:
    """A plain number with two decimals and a true minus sign."""
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}") if math.isfinite(value) else "not defined"
