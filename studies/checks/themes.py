"""Themes: published series in groups of one kind of unit, in the order in which a page shows them."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from jevons.studies.checks.names import unit_of


@dataclass(frozen=True)
class Theme:
    """A group of published series.

    Attributes:
        name: short, for files and links. title: in words. units: of the series in it.
    """

    name: str
    title: str
    units: frozenset[str]


THEMES: Final = (
    Theme(
        "use",
        "Tokens and users",
        frozenset({"token/month", "token/week", "token/day", "token/min", "token/quarter", "token/year", "person"}),
    ),
    Theme("prices", "Prices", frozenset({"USD/Mtok", "USD/H100e-h"})),
    Theme("money", "Income and spending", frozenset({"USD/quarter", "USD/year"})),
    Theme("machines", "Machines and energy", frozenset({"H100e", "GW", "MW", "Wh"})),
)
_OTHER: Final = Theme("other", "Other series", frozenset())


def theme_of(series: str, entity: str) -> Theme:
    """The theme of a published series; `other` where its unit is in none."""
    unit = unit_of(series, entity)
    return next((theme for theme in THEMES if unit in theme.units), _OTHER)


def by_theme(facts: pd.DataFrame, fewest: int) -> dict[Theme, pd.DataFrame]:
    """Facts of series that have at least so many of them, by theme, in the order of the themes."""
    enough = facts[facts.groupby(["series", "entity"])["id"].transform("size") >= fewest]
    keys = list(zip(enough["series"], enough["entity"], strict=True))
    held = pd.Series([theme_of(*key).name for key in keys], index=enough.index, dtype=object)
    groups = ((theme, enough[held == theme.name]) for theme in (*THEMES, _OTHER))
    return {theme: rows for theme, rows in groups if len(rows)}
