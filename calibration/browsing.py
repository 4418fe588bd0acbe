"""Browsing the registry: rows that match some words, by series and entity, and what the model makes of each pair."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from jevons.calibration.evidence import Kind, Observation, Use
from jevons.calibration.operators import OPERATORS
from jevons.calibration.unused import reason_unused

ENOUGH: Final = 3
"""Facts of a pair from which a fit or a score can be asked anything."""

_MEANINGS: Final = {(operator.series, operator.entity): operator.meaning for operator in OPERATORS}


@dataclass(frozen=True)
class Pair:
    """The rows of one series and entity.

    Attributes:
        series: what is counted.
        entity: whose figures they are.
        rows: the rows in order of their periods.
        operator: what the model sets beside them, in words; None where nothing does.
        unused: why nothing does, where a reason is declared.
    """

    series: str
    entity: str
    rows: tuple[Observation, ...]
    operator: str | None
    unused: str | None

    @property
    def fitted(self) -> int:
        """How many facts of it may enter a fit."""
        return len({row.fact for row in self.rows if row.use == "fit"})

    @property
    def standing(self) -> str:
        """What the model makes of it, in a sentence without its full stop."""
        if self.operator is not None:
            return f"beside the model: {self.operator}"
        return f"not beside the model: {self.unused or 'no operator reads it, and no reason is declared'}"


@dataclass(frozen=True)
class Counts:
    """How many there are of some rows.

    Attributes:
        rows: all of them.
        series: series among them.
        pairs: pairs of series and entity.
        uses: rows by use.
        facts: facts that may enter a fit.
        enough: pairs with `ENOUGH` such facts or more.
        read: pairs that an operator reads.
    """

    rows: int
    series: int
    pairs: int
    uses: Mapping[Use, int]
    facts: int
    enough: int
    read: int


def matching(rows: Sequence[Observation], words: Sequence[str]) -> tuple[Observation, ...]:
    """The rows that every word fits, whatever its case.

    A word that is a use or a kind of source means just that; any other is looked for in series, entity, id and source.
    """
    wanted = [word.lower() for word in words]
    return tuple(row for row in rows if all(_fits(row, word) for word in wanted))


def _fits(row: Observation, word: str) -> bool:
    if word in get_args(Use):
        return row.use == word
    if word in get_args(Kind):
        return row.kind == word
    return any(word in text.lower() for text in (row.series, row.entity, row.id, row.source))


def pairs_of(rows: Sequence[Observation]) -> tuple[Pair, ...]:
    """Rows by series and entity, in alphabetical order."""
    grouped: dict[tuple[str, str], list[Observation]] = {}
    for row in rows:
        grouped.setdefault((row.series, row.entity), []).append(row)
    return tuple(
        Pair(
            *key, tuple(sorted(group, key=lambda row: (row.end, row.start, row.id))), _MEANINGS.get(key), _unused(*key)
        )
        for key, group in sorted(grouped.items())
    )


def _unused(series: str, entity: str) -> str | None:
    return None if (series, entity) in _MEANINGS else reason_unused(series, entity)


def counts_of(rows: Sequence[Observation]) -> Counts:
    """How many rows, series, pairs and facts there are."""
    pairs, uses = pairs_of(rows), Counter(row.use for row in rows)
    return Counts(
        rows=len(rows),
        series=len({row.series for row in rows}),
        pairs=len(pairs),
        uses={use: uses[use] for use in get_args(Use)},
        facts=len({row.fact for row in rows if row.use == "fit"}),
        enough=sum(pair.fitted >= ENOUGH for pair in pairs),
        read=sum(pair.operator is not None for pair in pairs),
    )
