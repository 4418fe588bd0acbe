"""Licences of the datasets that rows of the registry come from, with the credit that each asks for.

`licences.csv` has a line a dataset, known by the beginning of its address. Where no licence is stated only single
figures are taken, which are facts, each cited at its row; no file of such a dataset is copied.
"""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jevons.calibration.evidence import Observation


@dataclass(frozen=True)
class Licence:
    """Terms of one dataset.

    Attributes:
        source: its name.
        licence: its licence, or what stands in the place of one.
        attribution: whom to credit.
        url: beginning of the addresses of its rows.
        taken: what the registry holds of it.
    """

    source: str
    licence: str
    attribution: str
    url: str
    taken: str


@cache
def load_licences() -> tuple[Licence, ...]:
    """The table of licences, in the order of its file."""
    text = (resources.files("jevons.calibration") / "licences.csv").read_text(encoding="utf-8")
    return tuple(Licence(**row) for row in csv.DictReader(io.StringIO(text)))


def licence_of(observation: Observation) -> Licence | None:
    """The licence of the dataset that a row comes from; None where its address belongs to none of the table."""
    return next((one for one in load_licences() if observation.url.startswith(one.url)), None)
