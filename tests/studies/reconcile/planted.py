"""Planted worlds: series whose every value is known, and assertions on them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from jevons.calibration.assertion import Assertion, Period, Quantity

YEARS = ("2026", "2027", "2028")

BASE = Assertion(
    id="said",
    published=date(2026, 1, 1),
    publisher="somebody",
    variable="tokens",
    scope="world",
    rule="level",
    since=None,
    at=Period.of("2028"),
    comparison="near",
    value=100.0,
    low=None,
    high=None,
    tolerance=0.5,
    unit="token/month",
    quantity=Quantity.of("tokens_total"),
    scope_factor=1.0,
    scope_offset=0.0,
    reason="",
    source="invented",
    url="https://example.org/",
    note="",
)


def said(
    name: str = "said", since: str = "", at: str = "2028", quantity: str = "tokens_total", **changes: object
) -> Assertion:
    """An assertion: by default, that tokens of 2028 are near 100 a month."""
    periods = {"since": Period.of(since) if since else None, "at": Period.of(at)}
    read = {"quantity": Quantity.of(quantity) if quantity else None}
    return replace(BASE, id=name, **periods, **read, **changes)  # type: ignore[arg-type]


def worlds_of(**series: Sequence[Sequence[float]]) -> pd.DataFrame:
    """A table of worlds: of each series a value a year for each world, the same in all its months."""
    (count,) = {len(values) for values in series.values()}
    tables = []
    for run in range(count):
        months = pd.date_range(f"{YEARS[0]}-01-01", f"{YEARS[-1]}-12-01", freq="MS")
        columns = {
            name: [values[run][month.year - int(YEARS[0])] for month in months] for name, values in series.items()
        }
        tables.append(pd.DataFrame({"run": run, "month": months, **columns}))
    return pd.concat(tables, ignore_index=True)


def draws_of(*scores: Sequence[float]) -> pd.DataFrame:
    """Draws of parameters `a`, `b`, ..., a row a world; seeds are too large for double precision."""
    rows = [
        {"run": run, "seed": 2**60 + run, **dict(zip("abcdefgh", row, strict=False))} for run, row in enumerate(scores)
    ]
    return pd.DataFrame(rows)
