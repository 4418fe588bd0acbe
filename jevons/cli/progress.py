"""What is seen while a command computes: a bar on a terminal, elsewhere a line before and one after."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import typer

Progress = Callable[[int, int], None]


@contextmanager
def shown(what: str) -> Iterator[Progress]:
    """Say on stderr what is done, and how far it is.

    Args:
        what: the work in a few words, without a full stop.

    Yields:
        A function to be told the number of finished runs and of all runs.
    """
    with _bar(what) if sys.stderr.isatty() else _lines(what) as progress:
        yield progress


@contextmanager
def staged() -> Iterator[Callable[[str], Progress]]:
    """Say on stderr what a work of several stages does, and how far each is.

    Yields:
        A function to be told what begins; it returns what is to be told of the progress of that.
    """
    with ExitStack() as now:

        def begin(what: str) -> Progress:
            now.close()
            return now.enter_context(shown(what))

        yield begin


@contextmanager
def _lines(what: str) -> Iterator[Progress]:
    start = time.perf_counter()
    typer.echo(f"{what} ...", err=True)
    yield lambda _done, _all: None
    typer.echo(f"{what}: done in {lasted(time.perf_counter() - start)}", err=True)


@contextmanager
def _bar(what: str) -> Iterator[Progress]:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("left"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)


def lasted(seconds: float) -> str:
    """A time as people say it: `0.4 s`, `34 s`, `2 min 05 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
