"""`jevons hosts`: the table, the document, and what is refused."""

import json
from collections.abc import Callable

import pytest

from tests.jevons.conftest import Command

QUICK = ("hosts", "llama_3_70b", "--users", 500, "--at", "2025-06")


def test_the_table_has_a_line_a_machine_and_says_what_is_published(command: Command) -> None:
    lines = command(*QUICK).stdout.splitlines()
    assert sum(line.startswith(("h100 ", "a100 ", "tpu_v6e ")) for line in lines) == 3
    assert max(map(len, lines)) <= 120
    said = "\n".join(lines)
    for words in ("llama_3_70b in 2025-06", "1.9 to 12", "said: 10", "45 USD/Mtok"):
        assert words in said


def test_the_document_has_the_figures_of_the_table(command: Command) -> None:
    found = json.loads(command(*QUICK, "--json").stdout)
    assert (found["model"], found["month"]) == ("llama_3_70b", "2025-06")
    assert found["hosts"][0]["blended"] <= found["hosts"][-1]["blended"]
    assert found["speeds"][0]["cheapest"]["blended"] == pytest.approx(found["sovereign"] * found["markup"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("llama_9",), "'llama_9' is not in the catalogue; there are"),
        (("llama_3_8b", "--at", "2024-13"), "--at: '2024-13' is not a month"),
        (("llama_3_8b", "--at", "2040-01"), "--at 2040-01: allowed are the months of the run, 2023-01 to 2035-12"),
        (("llama_3_8b", "nowhere"), "nowhere: no such file, nor a scenario that is shipped"),
    ],
)
def test_what_makes_no_sense_is_refused(refused: Callable[..., str], asked: tuple[str, ...], said: str) -> None:
    assert said in refused("hosts", *asked)
