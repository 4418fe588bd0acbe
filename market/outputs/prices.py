"""Outputs of prices: of offers, of a fixed capability, of the average token, of rented hardware."""

import numpy as np
import numpy.typing as npt

from jevons.market.outputs.declare import Run, output, ratio
from jevons.market.parameters.declare import Array
from jevons.market.parameters.entities import NOT_DISTRIBUTED
from jevons.market.parameters.registry import SURFACES
from jevons.market.pricing import blended
from jevons.market.units import Unit
from jevons.market.vocabulary import TIERS

GPT4_MONTH = "2023-03"
_API = SURFACES.index("api")


@output(
    "price",
    Unit.USD_PER_MTOK,
    ("month", "offer", "kind"),
    "list price; of local models what the token costs on one's own machine; NaN while not sold",
    unsold=np.nan,
)
def price(run: Run) -> Array:
    """As recorded, from an offer's first release on."""
    sold = run.technology.offer_horizon > 0.0
    return np.where(sold[:, :, None], run.record.prices, np.nan)


@output(
    "price_at_capability",
    Unit.USD_PER_MTOK,
    ("month",),
    "cheapest blended list price of a model as able as March 2023's best; NaN before there is one",
)
def price_at_capability(run: Run) -> Array:
    """Minimum of (3 fresh + output) / 4 over public offers whose horizon reaches GPT-4's.

    GPT-4's horizon is the longest among public offers on sale in March 2023, its month: what was really sold,
    with the luck of its release, rather than the trend, which no offer may have reached by then. Embeddings,
    users' own machines and providers without public sale (`public_offers`) are left out.
    """
    public = public_offers(run)
    horizon = run.technology.offer_horizon[:, public]
    level = horizon[run.world.calendar.index(GPT4_MONTH)].max()
    blend = blended(run.record.prices[:, public])
    able = (horizon >= level) & (horizon > 0.0)
    cheapest = np.where(able, blend, np.inf).min(axis=1)
    return np.where(np.isfinite(cheapest), cheapest, np.nan)


def public_offers(run: Run) -> npt.NDArray[np.bool_]:
    """Offers of language models that anyone may buy by the token, (offers,)."""
    structure = run.world.structure
    provider = structure.offer_provider
    public: npt.NDArray[np.bool_] = run.world.providers.reach[provider, _API] > NOT_DISTRIBUTED
    public &= ~structure.own_machine & (structure.offer_tier != TIERS.index("embed"))
    return public


@output(
    "price_paid",
    Unit.USD_PER_MTOK,
    ("month",),
    "what is paid by the token over the tokens so paid, all kinds; NaN without any",
)
def price_paid(run: Run) -> Array:
    """Sales by the token / served tokens of work that is not flat-rate, users' own machines apart."""
    paid_for = (run.served_tokens @ run.cloud) @ ~run.world.structure.flat_rate
    return ratio(run.record.api_income.sum(axis=1), paid_for / 1e6)


@output("rent", Unit.USD_PER_H100E_HOUR, ("month",), "clearing price of leased capacity outside China")
def rent(run: Run) -> Array:
    """Rent of the bloc that is not China's: the one that published indices watch."""
    return run.record.rent[:, 0]
