"""`jevons breakeven`: the table, the document, and what is refused."""

import json
from collections.abc import Callable

import pytest

from jevons.studies.breakeven import LIVES, MODELS
from tests.jevons.conftest import Command

QUICK = ("breakeven", "--users", 500, "--at", "2025-06")


def test_the_table_has_a_line_a_model_and_says_what_is_published(command: Command) -> None:
    lines = command(*QUICK).stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith(tuple(model for model, _, _ in MODELS))] == [
        model for model, _, _ in MODELS
    ]
    assert max(map(len, lines)) <= 120
    said = "\n".join(lines)
    for words in ("8,000", "60 % to 70 %", "50 %", "10 %", "80 %"):
        assert words in said


def test_the_document_has_the_figures_of_the_table(command: Command) -> None:
    found = json.loads(command(*QUICK, "--json").stdout)
    assert found["month"] == "2025-06"
    assert [float(life) for life in found["fees"]] == list(LIVES)
    assert 0.0 <= found["local_share"] < 1.0
    for one in found["hosted"]:
        assert one["utilisation"][1] == pytest.approx(one["conversations"][1] / one["capacity"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--at", "2024-13"), "--at: '2024-13' is not a month"),
        (("--at", "2040-01"), "--at 2040-01: allowed are the months of the run, 2023-01 to 2035-12"),
        (("--system", "h101"), "--system h101: system 'h101' is not in the catalogue"),
        (("--system", "vera_cpu_rack"), "--system vera_cpu_rack: "),
        (("--set", "prices.rivalry=2"), "prices.rivalry"),
    ],
)
def test_what_makes_no_sense_is_refused(refused: Callable[..., str], asked: tuple[str, ...], said: str) -> None:
    assert said in refused("breakeven", *asked)
