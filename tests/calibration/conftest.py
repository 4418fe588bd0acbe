"""A run small enough to add up by hand: four months, and outputs that are zero but for the cells named."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from jevons.market.vocabulary import KINDS, PROVIDERS, REGIONS, TIERS, VENDORS, WORKLOADS

MONTHS = pd.date_range("2025-01-01", periods=4, freq="MS")
COORDINATES: dict[str, Sequence[object]] = {
    "month": list(MONTHS),
    "region": REGIONS,
    "workload": WORKLOADS,
    "provider": PROVIDERS,
    "tier": TIERS,
    "kind": KINDS,
    "vendor": VENDORS,
}
DIMENSIONS = {
    "tokens_served": ("month", "region", "workload", "provider", "tier", "kind"),
    "chat_users": ("month", "region", "provider"),
    "capex": ("month", "provider"),
    "spend": ("month", "provider"),
    "inference_share": ("month",),
    "deliveries": ("month", "vendor"),
    "shipped_h100e": ("month", "vendor"),
    "price": ("month", "provider", "tier", "kind"),
    "price_paid": ("month",),
    "price_at_capability": ("month",),
    "rent": ("month",),
    "power": ("month", "region"),
    "energy_per_query": ("month",),
}


@dataclass
class FakeRun:
    """Outputs by name; zero everywhere until set."""

    outputs: dict[str, xr.DataArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, dims in DIMENSIONS.items():
            coords = {dim: list(COORDINATES[dim]) for dim in dims}
            shape = tuple(len(COORDINATES[dim]) for dim in dims)
            self.outputs[name] = xr.DataArray(np.zeros(shape), coords=coords, dims=dims)

    def __getitem__(self, name: str) -> xr.DataArray:
        if name == "tokens_by_provider":
            return self.outputs["tokens_served"].sum(["region", "tier", "kind"])
        return self.outputs[name]

    def set(self, name: str, values: list[float] | float, **cell: str) -> None:
        """Write one value per month, or one for all, into the cells chosen."""
        self.outputs[name].loc[cell] = values


@pytest.fixture
def run() -> FakeRun:
    return FakeRun()
