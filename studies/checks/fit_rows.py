"""Rows of a fit's tables as text: series with their scores, forms of equations, unknowns that no data told of."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from jevons.studies.checks.forms import declared_weight, form_words
from jevons.studies.checks.levels import met_by_definition
from jevons.studies.checks.listing import listed, small
from jevons.studies.checks.names import pair_name, unit_name, unit_of
from jevons.studies.checks.unknowns import unknown, untold
from jevons.studies.magnitude import percent, significant


@dataclass(frozen=True)
class PairRow:
    """How well the fitted model meets one published series."""

    name: str
    entity: str
    unit: str
    facts: int
    off: str
    bias: str
    inside: str
    held_to: str


@dataclass(frozen=True)
class FormRow:
    """What the data say of one combination of the forms of equations."""

    name: str
    meaning: str
    before: str
    after: str
    evidence: str
    worlds: int
    effective: str
    strayed: str


@dataclass(frozen=True)
class UntoldRow:
    """An unknown that keeps its declared range."""

    name: str
    meaning: str
    declared: str
    lost: str


@dataclass(frozen=True)
class Plain:
    """Unknowns of one meaning, in words: what is unknown, and of whom (empty where it is of the whole market)."""

    field: str
    meaning: str
    owners: str


def pair_rows(facts: pd.DataFrame, pairs: pd.DataFrame) -> list[PairRow]:
    """One row a series, from the one that is missed most on.

    Args:
        facts, pairs: as in `Findings`.
    """
    held = facts.groupby(["series", "entity"])["inside"].sum()
    ordered = pairs.sort_values("log10_error", ascending=False, kind="stable")
    return [
        PairRow(
            name=pair_name(row["series"], row["entity"]),
            entity=row["entity"],
            unit=unit_name(unit_of(row["series"], row["entity"])),
            facts=int(row["facts"]),
            off="\N{EN DASH}" if met_by_definition(row) else _times(row["log10_error"]),
            bias="left open" if row["free"] else _times(row["bias"]),
            inside="left open" if row["free"] else f"{int(held[row['series'], row['entity']])} of {int(row['facts'])}",
            held_to="growth" if row["free"] else "level",
        )
        for row in ordered.to_dict("records")
    ]


def form_rows(chains: pd.DataFrame) -> list[FormRow]:
    """One row a combination of forms, from the heaviest on; evidence is told from the best one down.

    Args:
        chains: as `Findings.chains`.
    """
    best = float(chains["log_evidence"].max())
    return [
        FormRow(
            name=row["form"],
            meaning=form_words(row["form"]),
            before=_known(declared_weight(row["form"]), small),
            after=small(row["weight"]),
            evidence=_minus(f"{row['log_evidence'] - best:.1f}"),
            worlds=int(row["members"]),
            effective=f"{row['effective']:,.0f}",
            strayed=_known(row["strayed"], lambda value: f"{value:.2f}"),
        )
        for row in chains.sort_values("weight", ascending=False).to_dict("records")
    ]


def untold_rows(unknowns: pd.DataFrame) -> dict[str, list[UntoldRow]]:
    """Unknowns that are not identified, by the first word of their path, in the order of their declaration.

    Args:
        unknowns: as `Findings.unknowns`.
    """
    groups: dict[str, list[UntoldRow]] = {}
    for row in _untold(untold(unknowns)):
        groups.setdefault(row.name.partition(".")[0], []).append(row)
    return groups


def plainly(rows: Iterable[UntoldRow]) -> list[Plain]:
    """The unknowns of a group in words, those that differ by their owner alone together."""
    held: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        _, *owner, field = row.name.split(".") if row.name.count(".") < 3 else _keyed(row.name)
        held.setdefault((field.replace("_", " "), row.meaning), []).extend(word.replace("_", " ") for word in owner)
    return [Plain(field, meaning, listed(owners)) for (field, meaning), owners in held.items()]


def _keyed(name: str) -> list[str]:
    """`providers.google.reach.chat` with its key beside the owner."""
    group, owner, field, key = name.split(".")
    return [group, f"{owner} {key}", field]


def _untold(unknowns: pd.DataFrame) -> Iterator[UntoldRow]:
    for name, share in zip(unknowns["name"], unknowns["contraction"], strict=True):
        of = unknown(name)
        yield UntoldRow(name, of.meaning, of.declared, percent(max(float(share), 0.0)))


def _times(log10_ratio: float) -> str:
    return f"×{significant(10**log10_ratio, 3)}"


def _known(value: float, write: Callable[[float], str]) -> str:
    return write(value) if math.isfinite(value) else "\N{EN DASH}"


def _minus(text: str) -> str:
    return "0" if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")
