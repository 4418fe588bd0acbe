"""Figures of assertions as a reader says them: what is published, what the worlds make of it, and when."""

from collections.abc import Callable
from typing import Final

from jevons.calibration.assertion import Assertion, Comparison
from jevons.calibration.projections import late
from jevons.studies.magnitude import factor, percent, significant, span, words
from jevons.studies.spread import Spread

LATE: Final = "*"
"""Marks what was published after the evidence ends."""
_SIZES: Final = {"": 1.0, "million": 1e6, "billion": 1e9, "trillion": 1e12, "quadrillion": 1e15, "quintillion": 1e18}
_COMPARED: Final[dict[Comparison, str]] = {"at_least": "at least ", "at_most": "at most ", "near": "", "between": ""}


def written(assertion: Assertion) -> Callable[[float], str]:
    """How a figure of an assertion is written: `×24`, `−65 %`, `1.2 trillion`; its unit stands elsewhere."""
    if assertion.unit == "ratio":
        return factor
    if assertion.unit in ("fraction", "1/year"):
        return _percent
    return _size


def published(assertion: Assertion) -> str:
    """What is published: `×24` stands for near it, `at least 65 %`, `−70 to −60 %`."""
    write = written(assertion)
    if assertion.comparison == "between" and assertion.low is not None and assertion.high is not None:
        return span(assertion.low, assertion.high, write)
    return _COMPARED[assertion.comparison] + write(assertion.value)


def allowed(assertion: Assertion) -> str:
    """The figures with which it holds: `×17 to ×34`, `53 to 87`, `at least 65 %`."""
    low, high = assertion.allowed()
    if low is None or high is None:
        return published(assertion)
    return span(low, high, written(assertion))


def fan(assertion: Assertion, spread: Spread) -> str:
    """Median and 5-95 % of worlds, in one size: `1.2 (0.54 to 2.1) trillion`, `×21 (×8.0 to ×60)`."""
    if spread.runs == 0:
        return "no value"
    if assertion.unit in ("ratio", "fraction", "1/year"):
        return spread.say(written(assertion))
    name = words(spread.median).partition(" ")[2]

    def write(value: float) -> str:
        return significant(value / _SIZES[name]).replace("-", "\N{MINUS SIGN}")

    return f"{spread.say(write)} {name}".strip()


def when(assertion: Assertion) -> str:
    """The periods that it speaks of: `2030`, `2026 to 2030`."""
    return f"{assertion.since} to {assertion.at}" if assertion.since else str(assertion.at)


def said_by(assertion: Assertion) -> str:
    """Publisher and month of publication, marked if late: `Goldman Sachs, 2026-05*`."""
    return f"{assertion.publisher}, {assertion.published:%Y-%m}{LATE if late(assertion) else ''}"


def subject(assertion: Assertion) -> str:
    """What is spoken of, with the unit: `AI power, US, GW added`."""
    if assertion.unit == "fraction" and assertion.rule == "level":
        return f"{assertion.variable}, {assertion.scope}"
    kinds = {
        "level": assertion.unit,
        "added": f"{assertion.unit} added",
        "total": f"{assertion.unit} in all",
        "factor": "growth as a factor",
        "change": "total change",
        "yearly_change": "change a year",
        "unresolved": "growth as a factor" if assertion.unit == "ratio" else assertion.unit,
    }
    return f"{assertion.variable}, {assertion.scope}, {kinds[assertion.rule]}"


def _size(value: float) -> str:
    """Three significant digits with the name of the size, without superfluous zeros: `68`, `5.2 trillion`."""
    number, _, name = words(value, 3).replace("-", "\N{MINUS SIGN}").partition(" ")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {name}".strip()


def _percent(share: float) -> str:
    return percent(share).replace("-", "\N{MINUS SIGN}")
