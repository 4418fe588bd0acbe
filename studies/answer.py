"""The answer of a stored ensemble: what was found, ready to be said, drawn or sent, without running anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jevons.market.scenario import Scenario
from jevons.runs.manifest import StoreError
from jevons.runs.stored import Verdicts, forecast_folder, read_verdicts
from jevons.studies.probability import Probability
from jevons.studies.sentences import Sentences, caveat_of, sentences
from jevons.studies.spread import Spread
from jevons.studies.terms import COUNTED, FACTORS, RESOURCES, TWINS
from jevons.studies.why.told import told
from jevons.studies.why.verdicts import VERDICTS
from jevons.studies.window import Window

DEFINITIONS = {
    "growth": "demanded work over the work that a unit of the resource serves, in the end month over the base month",
    "rebound": "part of what efficiency saves that the demand it brings uses up, against a twin with efficiency frozen",
    "scarcity": "months of the window in which at least 5 % of demanded work is left unserved",
}


@dataclass(frozen=True, eq=False)
class Answer:
    """What an ensemble found, with its intervals, definitions and doubts.

    Attributes:
        found: verdicts, ledger and draws as stored.
        scenario: what all runs share.
        said: the verdicts in sentences.
    """

    found: Verdicts
    scenario: Scenario
    said: Sentences

    @property
    def window(self) -> Window:
        """Base and end month of the verdicts."""
        return Window(self.scenario.base_month, self.scenario.target_month)

    @property
    def runs(self) -> int:
        """Worlds that were run."""
        return len(self.found.verdicts)

    def spread(self, verdict: str) -> Spread:
        """Median and 5-95 % interval of a column of verdicts."""
        return Spread.of(self.found.verdicts[verdict].to_numpy(float))

    def chance(self, verdict: str, above: float) -> Probability:
        """Share of the runs, of those in which a verdict is defined, in which it exceeds a number."""
        known = self.found.verdicts[verdict].dropna().to_numpy(float)
        return Probability.of(known > above)

    def ledger(self, resource: str) -> dict[str, Spread]:
        """Contribution of each factor to the growth of a resource, ln units, over runs."""
        rows = self.found.ledger
        table = rows[rows["resource"] == resource].pivot_table(
            index="run", columns="factor", values="contribution", aggfunc="sum", fill_value=0.0
        )
        return {name: Spread.of(table[name].to_numpy(float)) for name in FACTORS if name in table}

    def breakdown(self, resource: str, dimension: str) -> dict[str, Spread]:
        """Contribution of each part of a dimension to the growth of a resource, ln units, over runs."""
        rows = self.found.breakdown
        chosen = rows[(rows["resource"] == resource) & (rows["dimension"] == dimension)]
        return {
            str(part): Spread.of(values.to_numpy(float))
            for part, values in chosen.groupby("part", sort=False)["contribution"]
        }

    def document(self) -> dict[str, object]:
        """The answer ready for JSON; numbers that are not defined are null."""
        return {
            "scenario": self.scenario.name,
            "base_month": self.scenario.base_month,
            "end_month": self.scenario.target_month,
            "runs": self.runs,
            "counts": COUNTED,
            "answer": self.said.answer,
            "warning": self.said.warning,
            "caveat": self.said.caveat,
            "growth": {name: self._verdict(f"growth_{name}", 1.0) for name in RESOURCES},
            "rebound": {name: self._verdict(f"rebound_{name}", 1.0) for name in RESOURCES},
            "scarcity": self._scarcity(),
            "ledger": {name: self._ledger(name) for name in RESOURCES},
            "breakdown": {
                dimension: {part: _numbers(spread) for part, spread in self.breakdown("usd", dimension).items()}
                for dimension in dict.fromkeys(map(str, self.found.breakdown["dimension"]))
            },
            "causes": self._causes(),
            "sentences": self.said.by_name(),
            "decides": {name: self._decides(name) for name in VERDICTS},
            "definitions": dict(DEFINITIONS),
            "manifest": dict(self.found.manifest),
        }

    def _verdict(self, name: str, above: float) -> dict[str, object]:
        spread = self.spread(name)
        chance = _chance(self.chance(name, above)) if spread.runs else None
        return {**_numbers(spread), "runs": spread.runs, "above_one": chance}

    def _decides(self, verdict: str) -> dict[str, object]:
        """Shares of variance of the unknowns, the largest first, and the values at which the verdict turns."""
        shares, flips = (table[table["verdict"] == verdict] for table in (self.found.shares, self.found.flips))
        return {
            "yes": VERDICTS[verdict].yes,
            "measure": VERDICTS[verdict].column,
            "threshold": VERDICTS[verdict].threshold,
            "shares": [
                {"name": str(row["name"]), "share": float(row["share"]), "standard_error": float(row["standard_error"])}
                for _, row in shares.iterrows()
            ],
            "flips": [
                {"name": str(row["name"]), "unit": str(row["unit"]), "meaning": str(row["meaning"])}
                | {name: _finite(float(row[name])) for name in ("centre", "low", "high", "quantile", "value")}
                for _, row in flips.iterrows()
            ],
        }

    def _causes(self) -> dict[str, object]:
        known = [name for name in TWINS if f"caused_{name}" in self.found.verdicts]
        return {
            "work_growth": _numbers(self.spread("work_growth")),
            "twins": {
                name: {
                    "work_without": _numbers(self.spread(f"work_without_{name}")),
                    "share_of_growth": _numbers(self.spread(f"caused_{name}")),
                    "runs": self.spread(f"caused_{name}").runs,
                }
                for name in known
            },
        }

    def _scarcity(self) -> dict[str, object]:
        table = self.found.verdicts
        causes = table["scarcity_cause"].dropna()
        at_end = [name for name in table if str(name).startswith("scarcity_at_end_")]
        return {
            "share_of_months": _numbers(self.spread("scarcity_share_5")),
            "in_force_at_end": {
                str(name).removeprefix("scarcity_at_end_"): _chance(Probability.of(table[name].to_numpy(bool)))
                for name in at_end
            },
            "causes": {
                str(cause): float((causes == cause).sum() / len(table)) for cause in sorted(set(causes)) if cause
            },
        }

    def _ledger(self, resource: str) -> dict[str, dict[str, float | None]]:
        return {name: _numbers(spread) for name, spread in self.ledger(resource).items()}


def stored_answer(folder: str | Path) -> Answer:
    """The answer of an ensemble that `jevons forecast` stored.

    Args:
        folder: where it stored it.

    Raises:
        jevons.runs.manifest.StoreError: there is none; files are missing or are not those of the manifest.
    """
    place = forecast_folder(folder)
    found = read_verdicts(place)
    scenario = _scenario(found.manifest, place)
    window = Window(scenario.base_month, scenario.target_month)
    said = sentences(found.verdicts, window, told(found.shares, found.flips), caveat_of(found.manifest))
    return Answer(found, scenario, said)


def _scenario(manifest: Mapping[str, object], place: Path) -> Scenario:
    """The scenario that a manifest names.

    Raises:
        StoreError: it holds none that this version reads.
    """
    try:
        return Scenario.model_validate(manifest["scenario"])
    except (KeyError, ValueError):
        raise StoreError(f"{place}: made by another version of Jevons; store the forecast again") from None


def _chance(found: Probability) -> dict[str, float]:
    return {"share": found.share, "standard_error": found.standard_error}


def _numbers(spread: Spread) -> dict[str, float | None]:
    return {name: _finite(getattr(spread, name)) for name in ("low", "median", "high")}


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
