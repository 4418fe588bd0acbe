"""Published claims about serving, beside what the equations say under the claims' own conditions.

The rows stand in `claims.csv`; each is computed by a function of `claim_machines`, `claim_techniques`, `claim_caches`
or `claim_costs`, or says why it cannot be. `claim_rules` has the rules of the verdict, the same for all.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import inf, nan
from typing import Literal, get_args

from jevons.calibration.cells import Cells, EvidenceError
from jevons.calibration.serving.claim_caches import CACHES
from jevons.calibration.serving.claim_costs import COSTS
from jevons.calibration.serving.claim_machines import MACHINES
from jevons.calibration.serving.claim_rules import Computed, Figure, Judgement, judge, middle, operating_range
from jevons.calibration.serving.claim_techniques import TECHNIQUES
from jevons.calibration.serving.claim_words import why
from jevons.market.serving.doubt import interval

Scope = Literal["serving", "other"]

COMPUTATIONS: dict[str, Callable[[], Computed]] = {**MACHINES, **TECHNIQUES, **CACHES, **COSTS}
"""What computes each claim that can be computed, by id."""


@dataclass(frozen=True)
class Claim:
    """A row of `claims.csv`.

    Attributes:
        id: of the claim. technique: what it is about. by: who makes it.
        claimed, measured: in words, short. unit: of the figures; `x` is a gain.
        claim: the figure claimed; None where none is. stated: operating points that the claim itself names.
        found: the figure measured, over all points; None where nobody measured. found_at: by operating point.
        measured_by: who measured. conditions: of claim and measurement.
        scope: whether it is about serving. reason: why it is not computed; empty where it is.
        note: what to know in reading it. source, url: of claim and measurement.
    """

    id: str
    technique: str
    by: str
    claimed: str
    unit: str
    claim: Figure | None
    stated: tuple[str, ...]
    measured: str
    found: Figure | None
    found_at: Mapping[str, Figure]
    measured_by: str
    conditions: str
    scope: Scope
    reason: str
    note: str
    source: str
    url: str

    def span(self) -> tuple[str, ...]:
        """Operating points on which it is judged: those it states, else those measured; empty for the menu."""
        return self.stated or (() if self.claim else tuple(self.found_at))

    def figures(self, points: Iterable[str]) -> dict[str, Figure]:
        """What computed values are held against, by point: the figure claimed, else what was measured there.

        Raises:
            EvidenceError: there is neither.
        """
        if self.claim is None and self.found_at:
            return dict(self.found_at)
        figure = self.claim or self.found
        if figure is None:
            raise EvidenceError(f"claim {self.id} has neither a figure claimed nor one measured")
        return dict.fromkeys(points, figure)


@dataclass(frozen=True)
class Verdict:
    """What became of a claim.

    Attributes:
        claim: the row. judgement: by the rules. why: in a sentence with figures.
        computed: what was computed; None where it cannot be.
        low, central, high: median over the points of the claim's range with its 5 and 95 % quantiles; inf where the
            baseline does not arrive, nan where nothing was computed.
    """

    claim: Claim
    judgement: Judgement
    why: str
    computed: Computed | None
    low: float
    central: float
    high: float


def verdict_on(claim: Claim, computed: Computed | None) -> Verdict:
    """The verdict on a claim by what was computed for it; None where it cannot be."""
    if computed is None:
        kind: Judgement = "not a serving claim" if claim.scope == "other" else "cannot be computed"
        return Verdict(claim, kind, claim.reason, None, nan, nan, nan)
    stated = claim.span()
    judgement, held = judge(computed, stated, claim.figures(one.where for one in computed.points))
    central = middle(operating_range(computed, stated))
    said = why(claim.unit, judgement, computed, stated, held)
    return Verdict(claim, judgement, said, computed, *_around(central, computed.spread))


def _around(central: float, spread: float) -> tuple[float, float, float]:
    """Low, central and high."""
    low, high = interval(central, spread)
    return low, central, high


@cache
def verdicts() -> tuple[Verdict, ...]:
    """The verdict on every claim, by id."""
    return tuple(
        verdict_on(claim, COMPUTATIONS[claim.id]() if claim.id in COMPUTATIONS else None) for claim in read_claims()
    )


def read_claims(text: str | None = None) -> list[Claim]:
    """The claims, by id.

    Args:
        text: of a table with the columns of `claims.csv`; that file itself if None.

    Raises:
        EvidenceError: a column is missing, or a cell is not what it should be.
    """
    if text is None:
        text = resources.files("jevons.calibration.serving").joinpath("claims.csv").read_text(encoding="utf-8")
    table = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        raise EvidenceError(f"claims.csv: columns missing: {', '.join(missing)}")
    rows = [_claim(record, Cells(record, f"claims.csv, line {n}")) for n, record in enumerate(table, start=2)]
    return sorted(rows, key=lambda one: one.id)


def _claim(record: dict[str, str], cells: Cells) -> Claim:
    words = {name: record[name].strip() for name in ("claimed", "measured", "measured_by", "reason", "note", "url")}
    return Claim(
        **words,
        id=cells.text("id"),
        technique=cells.text("technique"),
        by=cells.text("by"),
        unit=cells.text("unit"),
        claim=_figure(cells, "claimed"),
        stated=tuple(one for one in record["stated"].split("|") if one),
        found=_figure(cells, "measured"),
        found_at=dict(_figure_at(one, cells) for one in record["measured_at"].split("|") if one),
        conditions=cells.text("conditions"),
        scope=cells.choice("scope", get_args(Scope)),
        source=cells.text("source"),
    )


def _figure(cells: Cells, what: str) -> Figure | None:
    low, high = (cells.optional_number(f"{what}_{end}") for end in ("low", "high"))
    cells.require(low is not None or high is None, f"{what}_high stands without {what}_low")
    return None if low is None else Figure(low, inf if high is None else high)


def _figure_at(text: str, cells: Cells) -> tuple[str, Figure]:
    where, _, figure = text.rpartition("=")
    low, _, high = figure.partition("-")
    try:
        return where, Figure(float(low), float(high or low))
    except ValueError:
        raise EvidenceError(f"measured_at {text!r}: must be `point=figure` or `point=low-high`") from None
    finally:
        cells.require(bool(where), f"measured_at {text!r} names no operating point")


COLUMNS = (
    "id",
    "technique",
    "by",
    "claimed",
    "claimed_low",
    "claimed_high",
    "unit",
    "stated",
    "measured",
    "measured_low",
    "measured_high",
    "measured_at",
    "measured_by",
    "conditions",
    "scope",
    "reason",
    "note",
    "source",
    "url",
)
