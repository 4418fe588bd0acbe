"""What the model counts, month by month: the raw side of an observation operator.

Each function here names a quantity and returns a way to take it from a run, as a monthly series in the
model's own units. Scaling to the published unit belongs to the operators.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import pandas as pd
import xarray as xr

from jevons.market.vocabulary import TIERS, WORKLOADS


class Outputs(Protocol):
    """What is needed of a run: its outputs by name, with named dimensions."""

    def __getitem__(self, name: str, /) -> xr.DataArray:
        """One output over months and the dimensions that its registry entry names."""


Quantity = Callable[[Outputs], "pd.Series[float]"]

# Use that is not sold by the call: the chat product itself and features built into other products.
_NOT_API = ("chat", "ambient")


def monthly(output: xr.DataArray, **chosen: list[str]) -> "pd.Series[float]":
    """Sum of an output over everything but the month, for the entities chosen in each dimension named."""
    # An ensemble reads dozens of sums of every run: places in plain arrays take a fifth of the time of labels.
    values = np.moveaxis(output.to_numpy(), output.get_axis_num("month"), 0)
    others = [name for name in output.dims if name != "month"]
    for name, entities in chosen.items():
        known = output.indexes[name]
        values = values.take([known.get_loc(entity) for entity in entities], axis=1 + others.index(name))
    total = values.reshape(len(values), -1).sum(axis=1)
    return pd.Series(total, index=pd.DatetimeIndex(output.indexes["month"]), dtype=float)


def world(name: str) -> Quantity:
    """An output summed over whatever it is split by, in its own unit."""
    return lambda run: monthly(run[name])


def tokens(*providers: str) -> Quantity:
    """All tokens that providers served, cached reads and built-in features included (token/month)."""
    return lambda run: monthly(run["tokens_by_provider"], provider=list(providers))


def api_tokens(whole: str, partly: str, share: float) -> Quantity:
    """Tokens that one provider, and a share of another that resells it, served by the call (token/month)."""
    sold = [name for name in WORKLOADS if name not in _NOT_API]

    def of(run: Outputs) -> "pd.Series[float]":
        served = run["tokens_by_provider"].sel(workload=sold)
        return monthly(served, provider=[whole]) + share * monthly(served, provider=[partly])

    return of


def price_at_mix(apart: tuple[str, ...], cached: float, output: float) -> Quantity:
    """Mean list prices of language models by kind of token, at a mix of kinds that a seller publishes (USD/Mtok).

        p = (1 - o) ((1 - c) p_fresh + c p_cached) + o p_output

    Each kind's price is the mean over what is sold by the call, weighted by the tokens served.

    Args:
        apart: workloads that the seller's customers do not run, besides those that are never sold by the call.
        cached: share c of input tokens that is read from a cache. output: share o of all tokens that is written.
    """
    sold = [name for name in WORKLOADS if name not in (*_NOT_API, *apart)]
    tiers = [name for name in TIERS if name not in ("embed", "local")]
    mix = np.array([(1.0 - output) * (1.0 - cached), (1.0 - output) * cached, output])

    def of(run: Outputs) -> "pd.Series[float]":
        # By places in plain arrays, regions added up first: by labels it takes as long as a quarter of a run.
        offers = ("month", "provider", "tier", "kind")
        served, price = run["tokens_served"].transpose("region", "workload", *offers), run["price"].transpose(*offers)
        work, sizes = served.indexes["workload"].get_indexer(sold), served.indexes["tier"].get_indexer(tiers)
        tokens = served.to_numpy().sum(axis=0)[work].sum(axis=0)[:, :, sizes]
        each = price.to_numpy()[:, :, sizes]
        with np.errstate(invalid="ignore", divide="ignore"):
            by_kind = np.where(tokens > 0.0, tokens * each, 0.0).sum(axis=(1, 2)) / tokens.sum(axis=(1, 2))
        return pd.Series(by_kind @ mix, index=pd.DatetimeIndex(served.indexes["month"]), dtype=float)

    return of


def spending(provider: str) -> Quantity:
    """What users pay a provider for tokens and flat fees (USD/month)."""
    return lambda run: monthly(run["spend"], provider=[provider])


def chat_users(provider: str) -> Quantity:
    """People who have adopted a provider's chat (person)."""
    return lambda run: monthly(run["chat_users"], provider=[provider])


def capital_spending(owners: tuple[str, ...], tenants: tuple[str, ...], share: float) -> Quantity:
    """Capital spending of owners, and of tenants the share that is in the owners' books (USD/month)."""
    return lambda run: (
        monthly(run["capex"], provider=list(owners)) + share * monthly(run["capex"], provider=list(tenants))
    )


def deliveries(vendor: str) -> Quantity:
    """Value of the hardware that a vendor handed over (USD/month)."""
    return lambda run: monthly(run["deliveries"], vendor=[vendor])


def shipped(*vendors: str) -> Quantity:
    """Accelerators shipped since the count began, at the end of each month (H100e)."""
    return lambda run: monthly(run["shipped_h100e"], vendor=list(vendors))


def site_power(vendor: str) -> Quantity:
    """Power drawn by one vendor's machines with their sites (GW): the world's, by share of H100e shipped."""
    return lambda run: (
        monthly(run["power"]) * monthly(run["shipped_h100e"], vendor=[vendor]) / monthly(run["shipped_h100e"])
    )


def list_price(provider: str, tier: str) -> Quantity:
    """List price of an output token of one offer (USD/Mtok), NaN while it is not sold."""
    return lambda run: monthly(run["price"], provider=[provider], tier=[tier], kind=["output"])
