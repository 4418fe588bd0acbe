"""Forms of equations in words, with the weight that they had before any data."""

from typing import Final

from jevons.calibration.fit.space import forms

_WORDS: Final = {
    "load": "providers order for the load they expect",
    "returns": "providers order as much of the load as income pays for",
    "capital": "providers order all that their capital allows",
    "saturating": "the share of work that pays saturates",
    "constant": "work answers to price with constant elasticity",
}


def form_words(name: str) -> str:
    """A combination such as `load-saturating` in words; options that are not known, as they are called."""
    return " and ".join(_WORDS.get(option, option) for option in name.split("-"))


def declared_weight(name: str) -> float:
    """Weight of a combination before any data; NaN where this version declares no such one."""
    return next((form.weight for form in forms() if form.name == name), float("nan"))
