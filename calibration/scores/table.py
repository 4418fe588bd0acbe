"""The tables of a hindcast: by horizon and method, by horizon and pair, and skill against the two to beat.

    marks -> one vote per fact -> one per pair -> mean over pairs

so that neither a fact that many quote nor a pair that publishes every day outvotes the rest.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from jevons.calibration.baselines.short import TO_BEAT
from jevons.calibration.scores.bootstrap import mean_interval, skill
from jevons.calibration.scores.marks import HORIZONS, Mark, by_fact, by_pair, table_of

Array = npt.NDArray[np.float64]
Unit = Literal["series", "pair"]

ALL: Final = "all"
"""Name of the line over all horizons."""


def score_table(marks: Iterable[Mark], unit: Unit = "series") -> pd.DataFrame:
    """Scores by horizon and method.

    Args:
        marks: of any methods and origins. unit: what the bootstrap draws again.

    Returns:
        One line a horizon (in order, then `all`) and method: `pairs`, `facts`, `crps`, `bias` (mean ln error),
        `factor_error` (e to the median over pairs of each one's median |ln error|), and for 50 and 90 % `coverage_*`
        with `coverage_*_low` and `coverage_*_high`, its 90 % bootstrap interval.
    """
    pairs = _pairs(marks)
    rows = [
        (bin_, str(method), *_line(group, unit))
        for bin_, lines in _bins(pairs)
        for method, group in lines.groupby("method", sort=False)
    ]
    covered = [f"coverage_{level}{end}" for level in (50, 90) for end in ("", "_low", "_high")]
    columns = ["horizon", "method", "pairs", "facts", "crps", "bias", "factor_error", *covered]
    return pd.DataFrame.from_records(rows, columns=columns)


def pair_table(marks: Iterable[Mark]) -> pd.DataFrame:
    """Scores by horizon, pair and method, for a look at where a method fails.

    Returns:
        One line each with `facts`, `crps`, `bias`, `factor_error` (median over facts), `coverage_50`, `coverage_90`.
    """
    pairs = _pairs(marks).rename(columns={"error": "bias", "inside_50": "coverage_50", "inside_90": "coverage_90"})
    pairs["factor_error"] = np.exp(pairs["size"])
    columns = ["horizon", "series", "entity", "method", "facts", "crps", "bias", "factor_error"]
    ordered = pd.concat([lines for _, lines in _bins(pairs)] or [pairs])
    return ordered[[*columns, "coverage_50", "coverage_90"]].reset_index(drop=True)


def skill_table(
    marks: Iterable[Mark], model: str, references: Sequence[str] = TO_BEAT, unit: Unit = "pair"
) -> pd.DataFrame:
    """Skill of a method against the better of the references, by horizon.

    Args:
        marks: of the model and of all references, on the same facts. unit: what the bootstrap draws again.

    Returns:
        One line a horizon with `pairs`, `crps`, `reference` (the better), `reference_crps`, `skill`, `low`, `high`
        (90 % interval) and `probability` that the skill is above zero.

    Raises:
        ValueError: the methods were not marked on the same facts, or one of them is missing.
    """
    table = table_of(marks)
    _refuse_unlike(table, (model, *references))
    rows = []
    for bin_, lines in _bins(_by_pair(table)):
        crps = lines.pivot(index=["series", "entity"], columns="method", values="crps")
        held = {name: crps[name].to_numpy(dtype=np.float64) for name in references}
        own = crps[model].to_numpy(dtype=np.float64)
        units = [_unit(str(series), str(entity), unit) for series, entity in crps.index]
        found = skill(own, held, units)
        rows.append(
            (bin_, len(crps), float(own.mean()), found.reference, float(held[found.reference].mean()),
             found.value, found.low, found.high, found.probability)
        )  # fmt: skip
    columns = ["horizon", "pairs", "crps", "reference", "reference_crps", "skill", "low", "high", "probability"]
    return pd.DataFrame.from_records(rows, columns=columns)


def _pairs(marks: Iterable[Mark]) -> pd.DataFrame:
    return _by_pair(table_of(marks))


def _by_pair(table: pd.DataFrame) -> pd.DataFrame:
    """One line a horizon (`all` among them), method and pair; a fact told at two horizons votes once in `all`."""
    both = pd.concat([table, table.assign(horizon=ALL)])
    keys = ["horizon", "method"]
    return by_pair(by_fact(both, keys), keys)


def _bins(pairs: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The lines of each horizon that has any, in order of time and `all` last."""
    names = [f"{first:.0f}-{last:.0f} months" for first, last in HORIZONS]
    for name in (*names, ALL):
        lines = pairs[pairs["horizon"] == name]
        if len(lines):
            yield name, lines


def _line(pairs: pd.DataFrame, unit: Unit) -> tuple[float, ...]:
    """Numbers of one horizon and method, one line a pair."""
    units = [_unit(*names, unit) for names in zip(pairs["series"], pairs["entity"], strict=True)]
    covered: list[float] = []
    for name in ("inside_50", "inside_90"):
        found = mean_interval(pairs[name].to_numpy(dtype=np.float64), units)
        covered += [found.value, found.low, found.high]
    size = float(np.exp(pairs["size"].median()))
    return (
        len(pairs),
        int(pairs["facts"].sum()),
        float(pairs["crps"].mean()),
        float(pairs["error"].mean()),
        size,
        *covered,
    )


def _unit(series: str, entity: str, unit: Unit) -> str:
    return series if unit == "series" else f"{series}/{entity}"


def _refuse_unlike(table: pd.DataFrame, methods: Sequence[str]) -> None:
    """A skill is a ratio of two means over the same facts, or it is nothing."""
    marked = {
        name: set(group[["series", "entity", "fact", "months"]].itertuples(index=False, name=None))
        for name, group in table.groupby("method")
    }
    for name in methods:
        if name not in marked:
            raise ValueError(f"no mark of {name!r}; there are marks of {', '.join(map(repr, marked)) or 'nothing'}")
        if marked[name] != marked[methods[0]]:
            fact = sorted(marked[name] ^ marked[methods[0]])[0][2]
            raise ValueError(
                f"fact {fact!r} is marked for only one of {methods[0]!r} and {name!r}; "
                "a skill needs both on the same facts and horizons"
            )
