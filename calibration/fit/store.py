"""Stored fits: the ensemble with what made it, and the tables of its findings."""

import dataclasses
import hashlib
from pathlib import Path
from typing import Final

import pandas as pd

from jevons.calibration.evidence import load_evidence
from jevons.calibration.fit.findings import Findings
from jevons.calibration.fit.rounds import Fit, Plan
from jevons.calibration.fitted import Fitted, write_fitted
from jevons.market.provenance import code_version, package_versions
from jevons.runs.store import write_table

TABLES: Final = ("facts", "pairs", "unknowns", "chains")
"""Tables of findings, a file each."""
_WHOLE_MINUTES: Final = 10
"""What the whole plan takes on two processors, about."""
_LEAST: Final = 0.1
_MOST: Final = 3.0


def plan_within(plan: Plan, minutes: float | None) -> Plan:
    """A plan whose runs and chains take about so many minutes on two processors: from a tenth to three times the usual.

    It follows from the number alone, whatever the machine, so that a fit can be made again.
    """
    if minutes is None:
        return plan
    share = min(max(minutes / _WHOLE_MINUTES, _LEAST), _MOST)
    return dataclasses.replace(plan, worlds=round(plan.worlds * share), draws=round(plan.draws * share))


def fitted_of(fit: Fit, found: Findings, checks: pd.DataFrame | None = None) -> Fitted:
    """The ensemble with its manifest, and what `checks.coverage` found where it was asked for."""
    audit = [row.id for row, odd in zip(fit.facts.rows, fit.audit.found, strict=True) if odd]
    about = {
        "until": fit.plan.until.isoformat(),
        "facts": len(fit.facts),
        "members": len(found.worlds),
        **made_of(fit.plan),
        "weights": {name: round(weight, 6) for name, weight in fit.weights.items()},
        "scores": {name: round(value, 4) for name, value in found.scores().items()},
        "not_reconciled": audit,
        "checks": [] if checks is None else checks.round(4).to_dict("records"),
    }
    return Fitted(found.worlds, about)


def made_of(plan: Plan) -> dict[str, object]:
    """What a fit is made of, ready for JSON: data, plan, code, packages."""
    return {
        "data": data_version(),
        "plan": dataclasses.asdict(plan) | {"until": plan.until.isoformat()},
        "code": code_version(),
        "packages": package_versions(),
    }


def data_version() -> str:
    """Hash of all figures of the registry."""
    digest = hashlib.blake2b(digest_size=8)
    for row in load_evidence():
        digest.update(repr(row).encode())
    return digest.hexdigest()


def store_fit(fitted: Fitted, found: Findings, folder: Path) -> None:
    """Write the ensemble and the tables into a folder that is there."""
    write_fitted(fitted, folder)
    for name in TABLES:
        write_table(getattr(found, name), folder / f"{name}.parquet")
