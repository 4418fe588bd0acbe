"""How a command ends when it cannot do what was asked, or is stopped: one line, and an exit code."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

WRONG_REQUEST = 2
INTERRUPTED = 128 + signal.SIGINT


class Refusal(typer.TyperException):
    """Something that was asked for cannot be done; the message is one line with what is allowed."""


class OneLineErrors(TyperGroup):
    """Commands whose errors of use are one line on stderr and exit code 2; other errors stay as they are."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; without `standalone_mode` return the exit code instead of leaving Python."""
        with _ended_by_signal():
            try:
                code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
            except typer.TyperException as error:
                typer.echo(f"jevons: {' '.join(error.format_message().split())}", err=True)
                code = WRONG_REQUEST
        if code == INTERRUPTED:
            typer.echo("jevons: interrupted", err=True)
        if standalone_mode:
            sys.exit(code)
        return code


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Let a termination from outside run the clean-up that an interruption from the keyboard runs."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
