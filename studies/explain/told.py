"""An explanation in lines of text: the number first, then why it is so, then who says so."""

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Final, get_args

from jevons.market.outputs import OUTPUTS, SUMMARY
from jevons.market.parameters.registry import TABLES, addresses, dimension_of
from jevons.studies.explain.explanation import Explanation, Figure, change
from jevons.studies.explain.graph import OF_OUTPUT, OUTPUT_NODES, VERDICTS, listed, nodes
from jevons.studies.explain.node import Told
from jevons.studies.explain.parameters import MACHINES, Parameter, Source, Trust
from jevons.studies.magnitude import factor, percent, words

WIDTH: Final = 120
NAMES: Final = 44
FIGURES: Final = (36, 12, 16)
MOST_VALUES: Final = 15
"""Values of one column that are written out; of more the ends are told."""
MOST_SOURCES: Final = 4
"""Sources of a drawn column that are written out, beside evidence rows, of which all are; of a fixed one it is 1."""
EXAMPLE: Final = "h100"
"""Machine whose source is told where a column of all machines is."""


def told(found: Explanation) -> Iterator[str]:
    """An explanation, line by line, at most 120 columns wide."""
    figure = found.figure
    if figure is None:
        yield from _parameter_told(found)
        return
    yield f"{found.name} in {found.month}: {value_told(figure.value, figure.unit)}"
    yield from _block(figure.meaning, 2)
    yield from _block(
        f"{found.kind} of scenario {found.scenario}: {found.users:,} users, seed {found.seed}, parameters at their "
        "central values",
        2,
    )
    yield ""
    yield from _why(found, figure)
    if found.parameters:
        yield ""
        yield from _who_says_so(found)
    if found.beneath:
        yield ""
        yield "Deeper down it rests on more parameters that are drawn; a greater --depth shows how"
        yield from _block(", ".join(found.beneath), 2)


def _parameter_told(found: Explanation) -> Iterator[str]:
    first = next(iter(found.parameters.values()))
    value = f": {value_told(first.value, first.unit)}" if len(found.parameters) == 1 else ""
    yield f"{found.name} in {found.month}{value}"
    machine = first.path.startswith(f"{MACHINES}.")
    yield "  number of the catalogue of machines" if machine else f"  parameter of scenario {found.scenario}"
    yield ""
    yield "What it is behind"
    for name in found.behind:
        yield from _block(f"{name}: {nodes()[name].meaning}", 2, 6)
    yield ""
    yield from _who_says_so(found)


def _who_says_so(found: Explanation) -> Iterator[str]:
    drawn = any(one.range for one in found.parameters.values())
    yield f"Who says so{'; in brackets the 5 and 95 % of what an ensemble draws' if drawn else ''}"
    for name, members in by_dimension(found.parameters.values()).items():
        yield from _dimension_told(name, members)


def _why(found: Explanation, figure: Figure) -> Iterator[str]:
    heads = (found.month, "in a year", f"since {found.base_month}")
    yield f"{'Why':{NAMES}s}" + "".join(f"{head:>{width}s}" for head, width in zip(heads, FIGURES, strict=True))
    yield from _figure_told(figure, 0, set())
    yield ""
    yield "  × ÷ + − exact factors and parts; ~ moves it without being a part of it"


def _figure_told(figure: Figure, level: int, seen: set[str]) -> Iterator[str]:
    name = f"{'  ' * level}{figure.role + ' ' if figure.role else ''}{figure.name}"
    changes = (change(figure.value, figure.year_before), change(figure.value, figure.at_base))
    cells = (value_told(figure.value, figure.unit), *("" if c is None else factor(c) for c in changes))
    row = f"{name:{NAMES}s}" + "".join(f"{cell:>{width}s}" for cell, width in zip(cells, FIGURES, strict=True))
    yield row.rstrip()
    inner = 2 * level + 4
    if figure.name in seen:
        yield from _block("as above", inner)
        return
    seen.add(figure.name)
    if level:
        yield from _block(figure.meaning, inner)
    if figure.parameters:
        yield from _block(f"set by {', '.join(figure.parameters)}", inner)
    if figure.feedback:
        yield from _block(f"answers also to {', '.join(figure.feedback)}, and these to it", inner)
    if figure.deeper:
        yield from _block(f"rests on {', '.join(figure.deeper)}", inner)
    for one in figure.factors:
        yield from _figure_told(one, level + 1, seen)


def value_told(value: Told | None, unit: str) -> str:
    """A value with its unit: `12 %`, `1.3 quadrillion token/month`, `yes`."""
    if value is None:
        return "not defined"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if unit == "fraction":
        return percent(value)
    number = words(value, 3)
    return number if unit == "ratio" else f"{number} {'units' if unit == 'unit' else unit}"


def by_dimension(parameters: Iterable[Parameter]) -> dict[str, list[Parameter]]:
    """Parameters under what they are a value of: one number, or a column of a table; drawn ones first."""
    found: dict[str, list[Parameter]] = {}
    for one in parameters:
        found.setdefault(_dimension(one.path), []).append(one)
    return dict(sorted(found.items(), key=lambda item: all(one.range is None for one in item[1])))


def _dimension(path: str) -> str:
    group, _, rest = path.partition(".")
    if group == MACHINES:
        return f"{group}.*.{rest.partition('.')[2]}"
    return f"{group}.*.{addresses()[path].field}" if group in TABLES else dimension_of(addresses()[path])


def _dimension_told(name: str, members: list[Parameter]) -> Iterator[str]:
    first = members[0]
    if len(members) == 1:
        yield from _block(f"{first.path} = {_valued(first)} {first.unit}: {first.meaning}", 2, 6)
    else:
        yield from _block(f"{name} ({first.unit}): {first.meaning}", 2, 6)
        yield from _block(_values(members), 6)
    if first.path.startswith(f"{MACHINES}.") and len(members) > 1:
        example = next((one for one in members if _entity(one.path) == EXAMPLE), first)
        text = f"a source for each machine; for {_entity(example.path)} a {_source_told(example.sources[0])}"
        yield from _block(text, 6, 8)
        yield from _block(f"`jevons explain {example.path}` or another one of them, or --json, tells the others", 6, 8)
    else:
        yield from _sources_told(members)


def _valued(one: Parameter) -> str:
    """A value, with its 5 and 95 % where it is drawn."""
    span = f" ({_number(one.range[0])} to {_number(one.range[1])})" if one.range else ""
    return f"{_number(one.value)}{span}"


def _number(value: float) -> str:
    return words(value, 3) if abs(value) >= 1e6 else f"{float(f'{value:.3g}'):,.10g}"


def _values(members: list[Parameter]) -> str:
    """Values of a column: alike ones once, and only the ends where there are many."""
    alike: dict[str, list[str]] = {}
    for one in members:
        alike.setdefault(_valued(one), []).append(_entity(one.path))
    if len(alike) == 1:
        return f"all {len(members)}: {next(iter(alike))}"
    if len(members) <= MOST_VALUES:
        return "; ".join(f"{', '.join(entities)}: {value}" for value, entities in alike.items())
    low, high = min(members, key=lambda one: one.value), max(members, key=lambda one: one.value)
    return (
        f"{len(members)} values, from {_valued(low)} of {_entity(low.path)} to {_valued(high)} of {_entity(high.path)}"
    )


def _entity(path: str) -> str:
    """Whose value it is: `us`, or `consumers chat` where the column has a second key."""
    _, entity, *rest = path.split(".")
    return entity if path.startswith(f"{MACHINES}.") else " ".join((entity, *rest[1:]))


def _sources_told(members: list[Parameter]) -> Iterator[str]:
    """Who says so: evidence rows, then publications, then judgements; alike ones once, with the number of values."""
    counted: dict[tuple[str, ...], tuple[Source, int]] = {}
    for one in members:
        for source in one.sources:
            key = (source.trust, source.evidence, source.citation, source.url)
            counted[key] = (source, counted.get(key, (source, 0))[1] + 1)
    order = get_args(Trust)
    ranked = sorted(counted.values(), key=lambda held: (order.index(held[0].trust), -held[1]))
    shown = [held for held in ranked if held[0].evidence]
    others = [held for held in ranked if not held[0].evidence]
    most = MOST_SOURCES if any(one.range for one in members) else 1
    for source, times in (*shown, *others[:most]):
        yield from _block(f"{_source_told(source)}{f' [{times} values]' if times > 1 else ''}", 6, 8)
    if len(others) > most:
        left = [source.trust for source, _ in others[most:]]
        kinds = ", ".join(f"{left.count(kind)} by {kind}" for kind in order if kind in left)
        last = members[-1].path
        yield from _block(f"and more, {kinds}: `jevons explain {last}`, or another one of them, or --json", 6, 8)


def _source_told(source: Source) -> str:
    if source.trust == "scenario":
        return source.citation
    note = f"; {source.note}" if source.note and source.note != source.citation else ""
    url = f", {source.url}" if source.url else ""
    dated = f" ({source.month})" if source.month else ""
    if not source.evidence:
        return f"{source.trust}{dated}: {source.citation}{url}{note}"
    seen = source.observation
    if seen is None:
        return f"evidence row {source.evidence}{dated}: {source.citation}{url}{note}"
    when = f"{seen.start} to {seen.end}" if seen.start != seen.end else f"{seen.end}"
    figure = f"{seen.series.replace('_', ' ')} of {seen.entity}, {when}: {words(seen.value, 3)} {seen.unit}"
    return f"evidence row {source.evidence}{dated}: {figure}; {seen.source}, {seen.url}{note}"


def names_told() -> Iterator[str]:
    """All that can be explained, by kind, line by line."""
    kinds = listed()
    for kind in ("verdicts", "summary series", "outputs"):
        yield f"{kind[0].upper()}{kind[1:]}"
        for name in kinds[kind]:
            unit, meaning = _declared(name)
            text = f"  {name:30s}{unit:18s}{meaning}"
            yield from wrap(text, WIDTH, subsequent_indent=" " * 50, break_on_hyphens=False)
        yield ""
    yield "Factors of these"
    yield from _block(", ".join(kinds["factors"]), 2)
    yield from _block(f"of growth, also for _kwh and _h100e: {', '.join(kinds['factors of growth'])}", 2)
    yield ""
    yield "Parameters (`jevons parameters` lists them), by path or as group.field"
    yield from _block(", ".join(kinds["parameters"]), 2)


def _declared(name: str) -> tuple[str, str]:
    if name in SUMMARY and name not in VERDICTS:
        return str(SUMMARY[name].unit), SUMMARY[name].meaning
    node = nodes()[OUTPUT_NODES[name.removeprefix(OF_OUTPUT)]] if name not in nodes() else nodes()[name]
    output = OUTPUTS.get(name.removeprefix(OF_OUTPUT))
    return node.unit, output.meaning if output else node.meaning


def _block(text: str, indent: int, hanging: int | None = None) -> Iterator[str]:
    """A text in lines of at most 120 columns, indented; further lines by `hanging`. Only what is longer is broken."""
    first, rest = " " * indent, " " * (indent if hanging is None else hanging)
    longest = max(map(len, text.split()), default=0)
    yield from wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=longest > WIDTH - len(rest),
    )
