"""An invented ensemble of two members and an invented registry."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from jevons.calibration.evidence import Observation
from jevons.calibration.further import SCORED
from jevons.calibration.predictions import label

MONTHS = pd.date_range("2023-01-01", "2030-12-01", freq="MS")


def table(growths: tuple[float, ...], start: float = 100.0) -> pd.DataFrame:
    """Predictions of all operators that grow by so much a month, a member each."""
    parts = []
    for run, growth in enumerate(growths):
        path = start * np.exp(growth * np.arange(len(MONTHS)))
        parts.append(pd.DataFrame({"run": run, "month": MONTHS, **{label(one): path for one in SCORED}}, copy=False))
    return pd.concat(parts, ignore_index=True)


def row(series: str, entity: str, day: str, value: float, **more: object) -> Observation:
    """A figure of an instant that was published on its day."""
    at = date.fromisoformat(day)
    facts: dict[str, object] = {
        "id": f"{series}/{entity}/{day}", "series": series, "entity": entity, "start": at, "end": at, "published": at,
        "value": value, "unit": "person", "low": None, "high": None, "kind": "measured", "trust": 0.05, "use": "fit",
        "fact": f"{series}/{entity}/{day}", "source": "invented", "url": "https://example.org/", "note": "",
    }  # fmt: skip
    return Observation(**{**facts, **more})  # type: ignore[arg-type]


@pytest.fixture
def predictions() -> pd.DataFrame:
    """Two members that grow by 2 and 4 % a month."""
    return table((0.02, 0.04))
