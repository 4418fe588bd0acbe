"""The verdicts of a forecast as plain sentences, for the terminal and for the report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from jevons.market.bounds import BOUNDS
from jevons.studies.magnitude import factor, percent, signed
from jevons.studies.probability import Probability
from jevons.studies.spread import Spread
from jevons.studies.terms import CAUSES, COUNTED, RESOURCES, TWINS
from jevons.studies.window import Window

_INTERVAL = "5\N{EN DASH}95 %"


CAVEAT: Final = (
    "How far to believe it: all parameters have declared values and ranges, set by hand from the sources beside them "
    "and not fitted to history. Intervals show what those ranges imply; the report shows how far each published "
    "figure is from the model."
)
_FITTED: Final = (
    "How far to believe it: worlds are drawn from a fit to {facts:,} figures that were published by {until}. What no "
    "figure tells, such as elasticities and capability after 2026, keeps ranges set by hand. Intervals hold what the "
    "model knows of, and no surprise that it lacks; docs/calibration.md tells how forecasts of the past fared."
)


def caveat_of(manifest: Mapping[str, object]) -> str:
    """How far to believe what a manifest tells of: a single world, declared ranges, or a fit."""
    drawn = manifest.get("drawn_from")
    if not isinstance(drawn, Mapping) or drawn.get("ranges") != "fitted":
        return CAVEAT
    until = date.fromisoformat(str(drawn["until"]))
    return _FITTED.format(facts=int(drawn["facts"]), until=f"{until.day} {until:%B %Y}")


@dataclass(frozen=True)
class Sentences:
    """The answer in short, how far to believe it, and the three verdicts in full with their definitions.

    `warning` says which bounds of plausible worlds are passed; it is empty if none is.
    """

    answer: str
    growth: str
    rebound: str
    scarcity: str
    causes: str = ""
    decides: str = ""
    warning: str = ""
    caveat: str = CAVEAT

    def by_name(self) -> dict[str, str]:
        """The verdicts, the causes of growth and what decides, by name; empty where nothing can be said."""
        names = ("growth", "rebound", "scarcity", "causes", "decides")
        return {name: getattr(self, name) for name in names}

    def __iter__(self) -> Iterator[str]:
        verdicts = (self.growth, self.rebound, self.scarcity, self.causes, self.decides)
        return (paragraph for paragraph in (self.answer, self.warning, self.caveat, *verdicts) if paragraph)


def sentences(verdicts: pd.DataFrame, window: Window, decides: str = "", caveat: str = CAVEAT) -> Sentences:
    """Say what an ensemble found; a single run is said without intervals and without probabilities.

    Args:
        verdicts: one row a run with `growth_*` and `rebound_*` for the three resources, `scarcity_share_5`,
            `scarcity_at_end_5` and `scarcity_cause`.
        window: base and end month that they were measured over.
        decides: what decides the verdicts, in words, as from `why.told`. caveat: as from `caveat_of`.

    Raises:
        ValueError: there is no run.
    """
    if verdicts.empty:
        raise ValueError("no run, no verdict: the table of verdicts is empty")
    return Sentences(
        _answer(verdicts, window),
        _growth(verdicts, window),
        _rebound(verdicts, window),
        _scarcity(verdicts, window),
        _causes_of_growth(verdicts, window),
        decides,
        _warning(verdicts),
        caveat,
    )


def _answer(verdicts: pd.DataFrame, window: Window) -> str:
    growth, rebound = _spread(verdicts, "growth_usd"), _spread(verdicts, "rebound_usd")
    months = percent(_spread(verdicts, "scarcity_share_5").median)
    interval = f" ({_INTERVAL} of runs: {growth.interval(factor)})" if growth.runs > 1 else ""
    return (
        f"{_outrun(verdicts)} between {window.first:%B %Y} and {window.last:%B %Y}: the serving cost that "
        f"demand would need at the end is {factor(growth.median)} that of the start{interval}. "
        f"{_returned(rebound)}{_above_one(verdicts, 'rebound_usd', ', more than all of it (backfire)')}. "
        f"In the {'median ' if len(verdicts) > 1 else ''}run {months} of months leave at least 5 % of "
        f"demanded work without capacity{_mainly(verdicts)}.{_agents(verdicts)}"
    )


def _agents(verdicts: pd.DataFrame) -> str:
    """What multi-call agents bring, where twins without them tell it."""
    if "caused_agents" not in verdicts or verdicts["caused_agents"].isna().all():
        return ""
    share = _spread(verdicts, "caused_agents")
    interval = f" ({share.interval(percent)})" if share.runs > 1 else ""
    return f" Multi-call agents bring {percent(share.median)}{interval} of the growth of demanded work."


def _warning(verdicts: pd.DataFrame) -> str:
    """The bounds of plausible worlds that runs pass; tables stored before there were bounds say nothing of them."""
    said = []
    for name, text in BOUNDS.items():
        beyond = verdicts.get(f"beyond_{name}")
        if beyond is not None and beyond.any():
            said.append(text if len(verdicts) == 1 else f"in {Probability.of(beyond.to_numpy())} of runs {text}")
    where = "in this run " if len(verdicts) == 1 else ""
    return f"Warning, beyond what is plausible: {where}{_listed(said)}." if said else ""


def _outrun(verdicts: pd.DataFrame) -> str:
    grew = (verdicts["growth_usd"] > 1).to_numpy()
    if len(verdicts) == 1:
        outcome = "outruns" if grew[0] else "does not outrun"
        return f"In this one run demand for AI compute {outcome} efficiency"
    return f"In {Probability.of(grew)} of {len(verdicts):,} runs demand for AI compute outruns efficiency"


def _returned(rebound: Spread) -> str:
    if rebound.runs == 0:
        return "Rebound is not defined: efficiency gains nothing in this time"
    return f"The demand that efficiency brings uses up {signed(rebound.median)} of what efficiency saves"


def _growth(verdicts: pd.DataFrame, window: Window) -> str:
    parts = []
    for name, resource in RESOURCES.items():
        spread = _spread(verdicts, f"growth_{name}")
        interval = f" ({spread.interval(factor)})" if spread.runs > 1 else ""
        parts.append(f"{factor(spread.median)} the {resource.name}{interval}")
    return (
        f"Growth: against {window.first:%B %Y}, demand in {window.last:%B %Y} would need {_listed(parts)}. "
        f"{_about(verdicts)} This is demanded work divided by the work that one unit of the resource serves; "
        f"it counts {COUNTED}."
    )


def _rebound(verdicts: pd.DataFrame, window: Window) -> str:
    parts = [_used_up(verdicts, name) for name in RESOURCES]
    return (
        f"Rebound: of what the efficiency gained from {window} would save, the demand that it brings uses up "
        f"{_listed(parts)}. {_about(verdicts, chances=True)} Above 1 efficiency raises the total: "
        "backfire, the Jevons paradox. Measured on demanded work, against a twin run with the same luck "
        f"whose efficiency stays that of the base month; it counts {COUNTED}."
    )


def _used_up(verdicts: pd.DataFrame, name: str) -> str:
    """One resource's rebound: `0.71 of the serving cost (0.08 to 1.26, above 1 in 21 ± 2 % of runs)`."""
    spread = _spread(verdicts, f"rebound_{name}")
    resource = RESOURCES[name].name
    if spread.runs == 0:
        return f"an undefined part of the {resource} (nothing was gained)"
    details = [spread.interval(signed) + _above_one(verdicts, f"rebound_{name}", ", above 1")]
    if spread.runs < len(verdicts):
        details.append(f"defined in {spread.runs:,} runs")
    said = ", ".join(detail for detail in details if detail)
    return f"{signed(spread.median)} of the {resource}" + (f" ({said})" if said else "")


def _scarcity(verdicts: pd.DataFrame, window: Window) -> str:
    months = _spread(verdicts, "scarcity_share_5").say(percent)
    at_end = verdicts["scarcity_at_end_5"].to_numpy(bool)
    often = f"one of them in {Probability.of(at_end)} of runs"
    if len(verdicts) == 1:
        often = "one of them" if at_end[0] else "not one of them"
    return (
        f"Scarcity: from {window}, {months} of months leave at least 5 % of demanded work unserved, "
        f"and {window.last:%B %Y} is {often}{_others(verdicts)}. {_about(verdicts, chances=True)} "
        f"{_cause(verdicts)} Work that is priced out was never demanded and is left out; it counts {COUNTED}."
    )


def _causes_of_growth(verdicts: pd.DataFrame, window: Window) -> str:
    """What twins say of the growth of demanded work; tables stored before there were such twins say nothing of it."""
    known = [name for name in TWINS if f"caused_{name}" in verdicts and verdicts[f"caused_{name}"].notna().any()]
    if not known:
        return ""
    verdicts = verdicts[verdicts[[f"caused_{name}" for name in known]].notna().all(axis=1)]
    parts = []
    for name in known:
        without, share = _spread(verdicts, f"work_without_{name}"), _spread(verdicts, f"caused_{name}")
        parts.append(f"{factor(without.median)} {TWINS[name]} ({percent(share.median)} of the growth)")
    growth, runs = _spread(verdicts, "work_growth"), len(verdicts)
    about = f" (Medians; {runs:,} runs with all twins.)" if len(verdicts) > 1 else ""
    return (
        f"Causes: demanded work grows to {growth.say(factor)} from {window}; with the same luck, to {_listed(parts)}."
        f"{about} Parts overlap and do not add up: agents need capability, and both sell more at falling prices. Work "
        f"is measured at the technology of {window.first:%B %Y}; it counts {COUNTED}."
    )


def _others(verdicts: pd.DataFrame) -> str:
    """The share of months at the other thresholds that the table holds."""
    known = [level for level in (2, 10, 20) if f"scarcity_share_{level}" in verdicts]
    parts = [f"{percent(_spread(verdicts, f'scarcity_share_{n}').median)} of months at {n} %" for n in known]
    return f"; at other thresholds, {_listed(parts)}" if parts else ""


def _cause(verdicts: pd.DataFrame) -> str:
    causes = _causes(verdicts)
    if causes.empty:
        return "No run has a scarce month."
    cause = str(causes.mode().iloc[0])
    share = Probability.of((verdicts["scarcity_cause"] == cause).to_numpy())
    where = f" in {share} of runs" if len(verdicts) > 1 else ""
    return f"The main cause is {cause}{where}: {CAUSES.get(cause, 'as named')}."


def _mainly(verdicts: pd.DataFrame) -> str:
    causes = _causes(verdicts)
    if causes.empty:
        return ""
    cause = str(causes.mode().iloc[0])
    return f", mainly because {CAUSES[cause]}" if cause in CAUSES else f", mainly for want of {cause}"


def _causes(verdicts: pd.DataFrame) -> "pd.Series[str]":
    causes = verdicts["scarcity_cause"].dropna()
    return causes[causes != ""]


def _above_one(verdicts: pd.DataFrame, column: str, claim: str) -> str:
    """`claim in 21 ± 2 % of runs`: how often a number exceeds 1 where it is defined; nothing for one."""
    known = verdicts[column].dropna().to_numpy(float)
    return f"{claim} in {Probability.of(known > 1)} of runs" if len(known) > 1 else ""


def _spread(verdicts: pd.DataFrame, column: str) -> Spread:
    return Spread.of(verdicts[column].to_numpy(float))


def _about(verdicts: pd.DataFrame, chances: bool = False) -> str:
    """What the numbers before and in brackets are, and after the plus-minus sign."""
    if len(verdicts) == 1:
        return "(One run, so no interval.)"
    error = "; ± one Monte Carlo standard error" if chances else ""
    return f"(Medians and {_INTERVAL} of {len(verdicts):,} runs{error}.)"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{'; '.join(parts[:-1])}; and {parts[-1]}"
