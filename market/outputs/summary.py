"""The summary of a run: world-level monthly series, those that an ensemble keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from jevons.market.indices import RESOURCES, short_name
from jevons.market.outputs.capacity import inference_share, serving_capacity
from jevons.market.outputs.declare import Run, ratio
from jevons.market.outputs.energy import emissions, energy, energy_per_query, power, power_rated
from jevons.market.outputs.money import capex, hhi, serving_cost, spend
from jevons.market.outputs.prices import price_at_capability, price_paid, rent
from jevons.market.outputs.tokens import local_share
from jevons.market.parameters.declare import Array
from jevons.market.units import Unit
from jevons.market.vocabulary import KINDS, PROVIDERS, REGIONS, VENDORS


@dataclass(frozen=True)
class Column:
    """Unit and meaning of a summary series."""

    unit: Unit
    meaning: str


_TOKENS, _FRACTION, _PRICE = Unit.TOKEN_PER_MONTH, Unit.FRACTION, Unit.USD_PER_MTOK
SUMMARY: Final[dict[str, Column]] = {
    "tokens_fresh": Column(_TOKENS, "prefilled input tokens served, world"),
    "tokens_cached": Column(_TOKENS, "input tokens read from a cache, world"),
    "tokens_output": Column(_TOKENS, "tokens written, reasoning included, world"),
    "tokens_agentic": Column(_TOKENS, "tokens of all kinds of multi-call agents"),
    "tokens_total": Column(_TOKENS, "tokens of all kinds served, world"),
    "tokens_google": Column(_TOKENS, "tokens of all kinds that Google serves, ambient use included"),
    "tokens_china": Column(_TOKENS, "tokens of all kinds that Chinese providers serve"),
    "unserved_share": Column(_FRACTION, "unserved over demanded work"),
    "price_paid": Column(_PRICE, "sales by the token over the tokens so sold"),
    "price_at_capability": Column(_PRICE, "cheapest blended list price at GPT-4's level"),
    "rent": Column(Unit.USD_PER_H100E_HOUR, "clearing price of leased capacity outside China"),
    "installed_h100e": Column(Unit.H100E, "fleets in service"),
    "shipped_h100e": Column(Unit.H100E, "shipped until then by NVIDIA, Google, AMD and Amazon"),
    "inference_share": Column(_FRACTION, "share of capacity for language models that serves"),
    "utilisation": Column(_FRACTION, "busy share of all serving fleets"),
    "power_gw": Column(Unit.GW, "mean draw of AI sites"),
    "power_us_gw": Column(Unit.GW, "mean draw of AI sites in the US"),
    "power_rated_gw": Column(Unit.GW, "power that AI sites reserve for systems in service, cooling included"),
    "power_rated_us_gw": Column(
        Unit.GW, "power that AI sites in the US reserve for systems in service, cooling included"
    ),
    "energy_twh": Column(Unit.TWH_PER_MONTH, "energy of AI sites"),
    "emissions_mt": Column(Unit.MTCO2, "emissions of that energy"),
    "energy_per_query": Column(Unit.WATT_HOUR, "energy of one chat call"),
    "spend": Column(Unit.USD_PER_MONTH, "what users pay providers"),
    "serving_cost": Column(Unit.USD_PER_MONTH, "cost of the hardware that serves, idle time included"),
    "leases": Column(Unit.USD_PER_MONTH, "rent that owners of leased hardware receive"),
    "capex": Column(Unit.USD_PER_MONTH, "capital spending of all providers on hardware and halls"),
    "capex_big4": Column(
        Unit.USD_PER_MONTH,
        "AI capital spending of Google, Amazon, Meta, Microsoft and half of that of two labs",
    ),
    "revenue_nvidia": Column(Unit.USD_PER_MONTH, "hardware that NVIDIA hands over"),
    "chat_users_openai": Column(Unit.PERSON, "people with the habit of OpenAI's chat"),
    "work_demanded": Column(Unit.H100E_HOUR, "W: demanded work at the base month's technology"),
    "work_served": Column(Unit.H100E_HOUR, "the served part of W"),
    "efficiency_usd": Column(Unit.H100E_HOUR_PER_USD, "E: work served per cost of serving"),
    "efficiency_kwh": Column(Unit.H100E_HOUR_PER_KWH, "E: work served per energy of the serving fleets"),
    "efficiency_h100e": Column(Unit.RATIO, "E: work served per accelerator hour of the serving fleets"),
    "resource_usd": Column(Unit.USD_PER_MONTH, "R = W / E: cost at which all demanded work would be served"),
    "resource_kwh": Column(Unit.KWH_PER_MONTH, "R = W / E: energy that all demanded work would take"),
    "resource_h100e_hours": Column(Unit.H100E_HOUR, "R = W / E: accelerator hours of all demanded work"),
    "horizon": Column(Unit.MINUTE, "50 % task horizon of the frontier"),
    "local_share": Column(_FRACTION, "served tokens that users' own machines make"),
    "hhi": Column(_FRACTION, "Herfindahl index of providers by what users pay them"),
}

CHINA: Final = ("bytedance", "china_cloud", "china_labs")
BIG_FOUR: Final = ("google", "amazon", "meta", "microsoft")
LABS: Final = ("openai", "anthropic")
LAB_SHARE: Final = 0.5  # judgement: half of what labs buy themselves stands in the books of one of the four
COUNTED_VENDORS: Final = ("nvidia", "google_tpu", "amd", "aws_trainium")


def summarise(run: Run) -> dict[str, Array]:
    """Every series of `SUMMARY`, in its order, each (months,)."""
    found = dict((*_tokens(run), *_market(run), *_capacity(run), *_question(run)))
    return {name: found[name] for name in SUMMARY}


def _members(names: tuple[str, ...], of: tuple[str, ...]) -> Array:
    return np.isin(of, names).astype(np.float64)


def _tokens(run: Run) -> Iterator[tuple[str, Array]]:
    structure = run.world.structure
    by_kind = (run.demanded.sum(axis=1) * (1.0 - run.record.unserved)[:, :, None]).sum(axis=1)
    for kind, name in enumerate(KINDS):
        yield f"tokens_{name}", by_kind[:, kind]
    by_workload, by_offer = run.served_tokens.sum(axis=2), run.served_tokens.sum(axis=1)
    yield "tokens_total", by_offer.sum(axis=1)
    yield "tokens_agentic", by_workload @ structure.agentic
    for name, members in (("google", ("google",)), ("china", CHINA)):
        yield f"tokens_{name}", by_offer @ _members(members, PROVIDERS)[structure.offer_provider]
    yield "local_share", local_share(run)
    openai = structure.offer_provider == PROVIDERS.index("openai")
    yield "chat_users_openai", run.record.chat.sum(axis=1) @ openai


def _market(run: Run) -> Iterator[tuple[str, Array]]:
    yield "price_paid", price_paid(run)
    yield "price_at_capability", price_at_capability(run)
    yield "rent", rent(run)
    yield "spend", spend(run).sum(axis=1)
    yield "hhi", hhi(run)
    yield "serving_cost", serving_cost(run).sum(axis=1)
    yield "leases", run.record.rent_received.sum(axis=1)
    yield "capex", capex(run).sum(axis=1)
    books = _members(BIG_FOUR, PROVIDERS) + LAB_SHARE * _members(LABS, PROVIDERS)
    yield "capex_big4", capex(run) @ books
    yield "revenue_nvidia", run.record.delivered_value[:, VENDORS.index("nvidia")]


def _capacity(run: Run) -> Iterator[tuple[str, Array]]:
    yield "installed_h100e", run.record.owned.sum(axis=1)
    yield "shipped_h100e", run.record.shipped @ _members(COUNTED_VENDORS, VENDORS)
    yield "inference_share", inference_share(run)
    yield "utilisation", ratio(run.record.served.sum(axis=1), serving_capacity(run).sum(axis=1))
    us = REGIONS.index("us")
    yield "power_gw", power(run).sum(axis=1)
    yield "power_us_gw", power(run)[:, us]
    yield "power_rated_gw", power_rated(run).sum(axis=1)
    yield "power_rated_us_gw", power_rated(run)[:, us]
    yield "energy_twh", energy(run).sum(axis=1)
    yield "emissions_mt", emissions(run).sum(axis=1)
    yield "energy_per_query", energy_per_query(run)
    yield "horizon", run.technology.horizon


def _question(run: Run) -> Iterator[tuple[str, Array]]:
    found = run.indices
    yield "unserved_share", found.unserved_share()
    yield "work_demanded", found.demanded
    yield "work_served", found.served
    for resource in RESOURCES:
        yield f"efficiency_{short_name(resource)}", found.efficiency(resource)
        yield f"resource_{resource}", found.need(resource)
