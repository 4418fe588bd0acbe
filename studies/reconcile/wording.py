"""A reconciliation as lines of text for the terminal, none longer than a line of 120 characters."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from jevons.market.parameters.declare import Array
from jevons.studies.magnitude import factor, signed, significant, span, words
from jevons.studies.probability import Probability
from jevons.studies.reconcile.figures import LATE, allowed, fan, published, said_by, subject, when, written
from jevons.studies.reconcile.paths import CostPath, Grown, flips, growth
from jevons.studies.reconcile.reconciled import Reconciled
from jevons.studies.reconcile.resolve import Resolution, Resolved, Unresolved
from jevons.studies.reconcile.together import Nearest, Together
from jevons.studies.spread import Spread

WIDTH: Final = 120
_COLUMNS: Final = (17, 27, 19, 19, 28)
_NEAREST: Final = (17, 27, 19, 27, 18)


def told(found: Reconciled, scenario: str) -> Iterator[str]:
    """Everything; where a set was asked for, that set alone."""
    count = len(found.worlds.runs)
    yield f"{count:,} {'world' if count == 1 else 'worlds'} of {scenario}, {found.worlds.span}"
    yield ""
    if found.together is None:
        yield from told_all(found.resolutions)
        yield ""
        yield from told_paths(found)
        return
    asked = [one for one in found.resolutions if one.assertion.id in found.together.asked]
    yield from told_all(asked)
    yield ""
    yield from told_together(found.together, [one for one in asked if isinstance(one, Resolved)])


def told_all(resolutions: Sequence[Resolution]) -> Iterator[str]:
    """A line for each assertion under what it speaks of, then how to read them."""
    yield _line("id", "said by", "of", "said", "worlds: median (5-95 %)", "holds in")
    about = ""
    for one in resolutions:
        if subject(one.assertion) != about:
            about = subject(one.assertion)
            yield ""
            yield about[0].upper() + about[1:]
        yield from _told(one)
    yield ""
    yield from _wrapped(
        "A figure said without more holds where a world is within the row's tolerance of it. After the "
        "plus-minus sign: one Monte Carlo standard error; all of it measures these worlds, not the world.", ""
    )  # fmt: skip
    if any(LATE in said_by(one.assertion) for one in resolutions):
        yield from _wrapped(
            f"{LATE} published after the evidence ends (2026-03-18): reconciled, never used for a prior.", ""
        )
    yield from _told_scopes(resolutions)


def told_paths(found: Reconciled) -> Iterator[str]:
    """What each growth of tokens gives with each path of cost per token, and what the worlds give."""
    yield "Cost paths: tokens x cost per token = cost of serving"
    by_tokens: dict[str, list[CostPath]] = {}
    for path in found.paths:
        by_tokens.setdefault(path.tokens.id, []).append(path)
    for name, paths in by_tokens.items():
        tokens = paths[0].tokens
        yield ""
        yield f"With the tokens of {name}, {published(tokens)} from {when(tokens)} ({said_by(tokens)}), and"
        for path in paths:
            yield from _wrapped(_path(path), "  ")
        if flips(paths):
            falls = ", ".join(path.cost.id for path in paths if path.falls)
            rises = ", ".join(path.cost.id for path in paths if path.may_rise)
            yield from _wrapped(
                f"The growth verdict on serving cost flips: with the same tokens it falls on {falls} and may rise on "
                f"{rises}. The path of cost that one believes decides.", ""
            )  # fmt: skip
        if name in found.grown:
            yield from _wrapped(_grown(found.grown[name], when(tokens)), "")


def told_together(found: Together, asked: Sequence[Resolved]) -> Iterator[str]:
    """How many worlds satisfy all, and what is in the way if none does."""
    count, runs = len(found.satisfying), found.probability.runs
    yield f"Together: {count} of {runs:,} worlds satisfy all {len(found.asked)} ({found.probability})"
    if found.satisfying:
        few = ", ".join(map(str, found.satisfying[:10]))
        yield f"Runs {few}{' and more' if count > 10 else ''}" if count > 1 else f"Run {few}"
    for name in found.never:
        yield f"None of these worlds satisfies {name}"
    for a, b in found.clashes:
        yield f"{a} and {b} clash: none of these worlds satisfies both, though some satisfy each"
    if found.nearest is not None:
        yield from _nearest(found.nearest, asked)


def _nearest(found: Nearest, asked: Sequence[Resolved]) -> Iterator[str]:
    yield ""
    yield (
        f"Nearest world: run {found.world.run} (seed {found.world.seed}), off by {_tolerances(found.largest)} at most "
        f"and {significant(found.mean)} in the mean"
    )
    yield _line("id", "said by", "said", "holds with", "this world", "off by", widths=_NEAREST)
    for one in asked:
        name = one.assertion.id
        yield _line(
            name,
            said_by(one.assertion),
            published(one.assertion),
            allowed(one.assertion),
            written(one.assertion)(found.figures[name]),
            significant(found.deviations[name]),
            widths=_NEAREST,
        )
    yield from _wrapped("Off by 0: it holds. Off by 1: outside of that by once the tolerance of the row.", "")
    if found.world.unusual:
        draws = ", ".join(f"{path} {signed(score)}" for path, score in found.world.unusual)
        yield from _wrapped(f"Its most unusual draws, as standard normal scores: {draws}", "")


def _told(one: Resolution) -> Iterator[str]:
    it = one.assertion
    first = (it.id, said_by(it), when(it), published(it))
    if isinstance(one, Unresolved):
        yield _line(*first, "not resolved", "")
        yield from _wrapped(one.reason, "    ")
        return
    yield _line(*first, fan(it, one.spread), str(one.probability))


def _told_scopes(resolutions: Sequence[Resolution]) -> Iterator[str]:
    """What is read in place of what was said, each reason once."""
    rows: dict[str, list[str]] = {}
    for one in resolutions:
        it = one.assertion
        if isinstance(one, Resolved) and it.reason:
            beside = f" ({words(it.scope_offset, 3)} {it.unit} added)" if it.scope_offset else ""
            times = f" (times {significant(it.scope_factor, 3)})" if it.scope_factor != 1.0 else ""
            rows.setdefault(it.reason + beside + times, []).append(it.id)
    if rows:
        yield "Scopes that differ:"
    for reason, names in rows.items():
        yield from _wrapped(f"{', '.join(names)}: {reason}", "  ")


def _path(path: CostPath) -> str:
    low, high = growth(path.cost, path.tokens.years)
    cost = path.cost
    outcome = "falls" if path.falls else "may rise" if path.low is None or path.low <= 1.0 else "rises"
    a_year = " a year" if cost.rule == "yearly_change" else ""
    return (
        f"{cost.id}, cost per token {published(cost)}{a_year} from {when(cost)} ({said_by(cost)}; {cost.scope}), "
        f"over {path.tokens.years:g} years {_range(low, high)}: serving cost {_range(path.low, path.high)}, "
        f"it {outcome}"
    )


def _grown(found: Grown, years: str) -> str:
    def say(values: Array) -> str:
        return Spread.of(values).say(factor)

    return (
        f"The worlds' own growth, {years}: tokens {say(found.tokens)}, cost per token {say(found.cost_per_token)}, "
        f"serving cost {say(found.serving_cost)}, which rises in {Probability.of(found.serving_cost > 1.0)} of worlds; "
        f"cost at which all demanded work would be served {say(found.need)}."
    )


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return "open" if high is None else f"up to {factor(high)}"
    if high is None:
        return f"{factor(low)} or more"
    return factor(low) if low == high else span(low, high, factor)


def _tolerances(number: float) -> str:
    return f"{significant(number)} {'tolerance' if number == 1.0 else 'tolerances'}"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


def _line(*cells: str, widths: Sequence[int] = _COLUMNS) -> str:
    *others, last = cells
    return ("".join(f"{cell:{width - 1}s} " for cell, width in zip(others, widths, strict=True)) + last).rstrip()
