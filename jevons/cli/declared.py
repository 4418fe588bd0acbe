"""Commands that only read: is a file a scenario, what may it say, what does each parameter mean?"""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from jevons.cli.refusal import Refusal

if TYPE_CHECKING:
    from jevons.market.parameters.table import Entry


def validate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scenario file in YAML.", show_default=False)],
) -> None:
    """Check a scenario file and say in one line what it is, or what is wrong with it."""
    from jevons.cli.plan import planned
    from jevons.market.scenario import STOPS

    plan = planned(file)
    changed = f"{len(plan.overrides)} overrides" if len(plan.overrides) != 1 else "1 override"
    bans = f", {len(plan.bans)} bans" if plan.bans else ""
    stops = "".join(f", {says} {month}" for name, says in STOPS.items() if (month := getattr(plan, name)))
    what = f"{plan.start} to {plan.end}, {plan.users:,} users, {changed}{bans}{stops}"
    typer.echo(f"{file}: fine: {plan.name}, {what}")


def schema() -> None:
    """Print the JSON Schema of a scenario file, with every parameter that it may override."""
    import json

    from jevons.market.parameters.schema import scenario_schema

    typer.echo(json.dumps(scenario_schema(), indent=1))


def parameters(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILTER]", help="Words that all occur in the path or in the meaning."),
    ] = None,
) -> None:
    """List the parameters: path, value, unit, bounds, range, meaning and source.

    In a pipe or a file the table is Markdown.
    """
    from jevons.market.parameters.table import entries, markdown

    wanted = [word.lower() for word in words or ()]
    found = [entry for entry in entries() if all(word in _searched(entry) for word in wanted)]
    if not found:
        groups = dict.fromkeys(entry.path.partition(".")[0] for entry in entries())
        raise Refusal(f"no parameter holds all of {' '.join(wanted)!r}; paths begin with {', '.join(groups)}")
    if sys.stdout.isatty():
        _print_table(found)
    else:
        typer.echo(markdown(found))


def _searched(entry: "Entry") -> str:
    return f"{entry.path} {entry.meaning}".lower()


def _print_table(found: "list[Entry]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from jevons.market.parameters.table import HEAD, cells

    table = Table(box=box.SIMPLE_HEAD)
    for name in HEAD:
        table.add_column(name, overflow="fold", ratio=2 if name in ("path", "meaning", "source") else 1)
    for entry in found:
        table.add_row(*cells(entry))
    Console(markup=False).print(table)
