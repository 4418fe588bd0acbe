"""Verdicts and figures of claims in words."""

from collections.abc import Sequence
from math import inf, isnan

from jevons.calibration.serving.claim_rules import MOST, At, Computed, Judgement, operating_range

NAMED = 3
"""Most points that a sentence names."""


def amount(value: float, unit: str) -> str:
    """A figure with its unit, to two digits below 10 and three above."""
    if isnan(value):
        return "-"
    if value == inf:
        return "no bound"
    if value < 1.0:
        number = f"{value:.2f}"
    elif value < 9.95:
        number = f"{value:.1f}"
    else:
        number = f"{float(f'{value:.3g}'):,.0f}"
    return f"{number}x" if unit == "x" else f"{number} {unit}"


def why(unit: str, judgement: Judgement, computed: Computed, stated: Sequence[str], held: Sequence[At]) -> str:
    """One sentence: which points hold the figure, and what is computed at the others."""
    span = operating_range(computed, stated)
    of = f"{len(span)} operating points" if len(span) > 1 else f"the one operating point, {span[0].where}"
    if judgement == "reproduced":
        said = f"held at {len(held)} of {of}" if len(span) > 1 else f"held at {of}"
    elif held:
        said = _single(unit, computed, span, held)
    else:
        said = f"held at none of {of}" if len(span) > 1 else f"not held at {of}"
    return "; ".join([said, *_ends(computed.points, unit), *_beyond(computed.points)])


def _single(unit: str, computed: Computed, span: Sequence[At], held: Sequence[At]) -> str:
    inside = [one for one in held if one in span]
    of, whose = (span, "") if inside else (computed.points, " outside its range")
    named = ", ".join(f"{one.where}: {amount(one.value, unit)}" for one in held[:NAMED])
    many = len(inside) > MOST * len(span)
    apart = ", each with an error of its own" if many else ""
    return f"held at {len(inside or held)} of {len(of)} operating points{whose} ({named}{_more(held)}){apart}"


def _ends(points: Sequence[At], unit: str) -> list[str]:
    finite = sorted((one for one in points if 0.0 < one.value < inf), key=lambda one: one.value)
    if not finite:
        return []
    least, most = finite[0], finite[-1]
    if len(points) == 1:
        return [f"computed {amount(least.value, unit)}"]
    return [f"computed from {amount(least.value, unit)} ({least.where}) to {amount(most.value, unit)} ({most.where})"]


def _beyond(points: Sequence[At]) -> list[str]:
    """What is said of points that only one side reaches."""
    unbounded = [one.where for one in points if one.value == inf]
    nothing = [one.where for one in points if one.value == 0.0]
    said = []
    if unbounded:
        said.append(
            f"the baseline does not arrive at {len(unbounded)} ({', '.join(unbounded[:NAMED])}{_more(unbounded)})"
        )
    if nothing:
        said.append(f"only the baseline arrives at {len(nothing)} ({', '.join(nothing[:NAMED])}{_more(nothing)})")
    return said


def _more(names: Sequence[object]) -> str:
    return ", ..." if len(names) > NAMED else ""
