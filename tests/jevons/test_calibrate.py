"""`jevons calibrate` and `jevons hindcast`: what they refuse, and the one thread that their matrices get."""

import subprocess
import sys
from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ("calibrate", "--until", "2026-13-01"),
            "--until 2026-13-01: write a day as YYYY-MM-DD, for example 2025-12-31",
        ),
        (("calibrate", "--until", "2026-07-01"), "--until 2026-07-01: the registry ends on 2026-03-18"),
        (("calibrate", "--budget", "0"), "--budget"),
        (("hindcast", "--origins", "2025-13"), "--origins 2025-13: write a day as YYYY-MM-DD"),
        (("hindcast", "--origins", "2024-12,2026-03"), "--origins 2026-03-31: the registry ends on 2026-03-18"),
        (("hindcast", "--workers", "0"), "--workers"),
        (("forecast", "--ranges", "posterior"), "fitted"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    refused: Callable[..., str], given: tuple[str, ...], said: str
) -> None:
    assert said in refused(*given)


def test_numpy_is_not_loaded_before_the_commands_ask_for_one_thread() -> None:
    """It reads the number of threads as it is loaded, and another number would give a fit other bits."""
    code = "import sys, jevons.cli, jevons.runs.runner; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
