"""Space: the unknowns of a fit, and the forms of the model that history can tell apart.

An unknown is a standard normal score of a declared range. Forms that differ only after 2026 cannot be told apart by
what is published: worlds draw them by their declared weights.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jevons.market.parameters.registry import uncertain
from jevons.market.variants import MIXED, WEIGHTS

TOLD_APART: Final = ("investment", "elasticity")
"""Variants that shape the past; one fit is made for each combination of their forms."""


@dataclass(frozen=True)
class Form:
    """One combination of the forms that shape the past.

    Attributes:
        forms: form of each variant of `TOLD_APART`.
        weight: by the declared weights, before any data.
    """

    forms: Mapping[str, str]
    weight: float

    @property
    def name(self) -> str:
        """Its forms joined, as `load-saturating`."""
        return "-".join(self.forms[name] for name in TOLD_APART)

    @property
    def variants(self) -> dict[str, str]:
        """All variants: its own forms, and the others drawn by weight in each world."""
        return {name: self.forms.get(name, MIXED) for name in WEIGHTS}


def forms() -> tuple[Form, ...]:
    """All combinations of the forms that shape the past; their weights add up to one."""
    found = []
    for chosen in itertools.product(*(WEIGHTS[name] for name in TOLD_APART)):
        weight = 1.0
        for name, form in zip(TOLD_APART, chosen, strict=True):
            weight *= WEIGHTS[name][form]
        found.append(Form(dict(zip(TOLD_APART, chosen, strict=True)), weight))
    return tuple(found)


def unknowns() -> tuple[str, ...]:
    """Names of the unknowns, one score each, in the order of every array of scores."""
    return uncertain()


def factors_of(form: Form) -> list[float]:
    """Factors of a form, 0 or 1: one for each of its variants' options but the first."""
    return [float(form.forms[name] == option) for name in TOLD_APART for option in list(WEIGHTS[name])[1:]]
