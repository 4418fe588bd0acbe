"""Money in the graph: what users pay, what a token costs and is sold for, rents, margins and capital spending."""

from typing import Final

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.studies.explain import readings as read
from jevons.studies.explain.node import Node, product, series, summed, total

_HOUR: Final = (
    "prices.owner_return",
    "investment.facility_cost",
    "investment.operating_cost",
    "investment.server_markup",
    "power.host_overhead",
    "regions.*.electricity_price*",
    "regions.*.pue",
    "systems.*.price_low_usd",
    "systems.*.price_high_usd",
    "systems.*.h100e",
    "packaging.*.memory_premium",
)
_LISTS: Final = (
    "providers.*.markup",
    "tiers.*.markup_exponent",
    "prices.markup_*",
    "prices.pass_through",
    "prices.rivalry",
    "prices.load_exponent",
    "prices.loss_floor",
    "prices.cached_share",
    "prices.adjustment",
    "prices.release_adjustment",
    "clearing.target_load",
)
_CAPITAL: Final = ("providers.*.capital_access*", "investment.capital_*", "providers.*.cash")


def _spend() -> tuple[Node, ...]:
    return (
        series("spend", total("sales_by_token", "flat_fees")),
        Node(
            "sales_by_token",
            "USD/month",
            "what users pay providers by the token",
            lambda sight, month: float(sight.run.record.api_income[month].sum()),
            product("paid_tasks", "tokens_per_paid_task", "price_paid", scale=1e-6),
        ),
        Node(
            "paid_tasks",
            "task/month",
            "tasks that are paid by the token, on providers' machines",
            read.paid_tasks,
            moved_by=("tasks",),
        ),
        Node(
            "tokens_per_paid_task",
            "token/task",
            "served tokens of all kinds of the mean task that is paid by the token",
            read.ratio(read.paid_tokens, read.paid_tasks),
            moved_by=("calls_per_task", "tokens_per_call"),
        ),
        Node(
            "flat_fees",
            "USD/month",
            "subscriptions to chat, and what products credit the hosts of their built-in features",
            lambda sight, month: float(sight.run.record.fee_income[month].sum()),
            moved_by=("chat_users", "users"),
            parameters=(
                "demand.chat_fee",
                "demand.chat_fee_growth",
                "demand.ambient_fee",
                "segments.consumers.budget_multiplier.*",
            ),
        ),
        summed("revenue", total("spend", "leases")),
        series(
            "leases",
            product("leased_h100e", "rent_of_leases", scale=HOURS_PER_MONTH),
        ),
        Node(
            "leased_h100e",
            "H100e",
            "capacity that providers rent out to tenants",
            lambda sight, month: float(sight.run.record.given[month].sum()),
            moved_by=("installed_h100e",),
            parameters=("clearing.lease_*", "providers.*.owned_share", *_CAPITAL),
        ),
        Node(
            "rent_of_leases",
            "USD/H100e-h",
            "rent of the mean leased H100e-hour, China's included",
            lambda sight, month: read.over(
                float(sight.series["leases"][month]) / HOURS_PER_MONTH, float(sight.run.record.given[month].sum())
            ),
            moved_by=("rent",),
        ),
    )


def _prices() -> tuple[Node, ...]:
    return (
        series("price_paid", product("token_cost", "price_over_cost")),
        Node(
            "token_cost",
            "USD/Mtok",
            "technical cost of the mean token that is paid by the token: its machine time at the cost of an hour",
            read.paid_cost,
            product("seconds_per_paid_token", "paid_hour_cost", scale=1.0 / read.SECONDS_PER_HOUR),
        ),
        Node(
            "seconds_per_paid_token",
            "H100e-s/Mtok",
            "machine time of a million tokens that are paid by the token, software as good as it is",
            read.paid_seconds,
            moved_by=("goodput", "machine_seconds_per_token"),
        ),
        Node(
            "paid_hour_cost",
            "USD/H100e-h",
            "cost of owning and running an H100e for an hour where these tokens are served",
            read.paid_hour_cost,
            moved_by=("hour_cost",),
        ),
        Node(
            "price_over_cost",
            "ratio",
            "price paid for the mean token over its technical cost; pays for uncounted load, idle time and profit",
            read.ratio(read.of_series("price_paid"), read.paid_cost),
            parameters=_LISTS,
            feedback=("load",),
        ),
        Node(
            "price",
            "USD/Mtok",
            "list price of the mean token that providers serve, flat-rate work at list price too",
            read.mean_list_price,
            moved_by=("token_cost", "price_over_cost"),
        ),
        series(
            "price_at_capability",
            moved_by=("offered_horizon", "machine_seconds_per_token", "goodput", "hour_cost"),
            parameters=_LISTS,
        ),
        series("rent", product("hour_cost", "rent_over_cost")),
        Node(
            "rent_over_cost",
            "ratio",
            "rent of an H100e-hour outside China over the mean cost of owning one",
            read.ratio(read.of_series("rent"), read.hour_cost),
            parameters=("prices.rent_*", "clearing.lease_*", "providers.*.owned_share", *_CAPITAL),
            feedback=("load", "orders"),
        ),
    )


def _costs() -> tuple[Node, ...]:
    return (
        series("serving_cost", product("inference_h100e", "hour_cost", "charged_part", scale=HOURS_PER_MONTH)),
        summed("resource_usd", total("serving_cost"), called="used_usd"),
        Node(
            "hour_cost",
            "USD/H100e-h",
            "cost of owning and running an H100e for an hour, mean over fleets that serve",
            read.hour_cost,
            parameters=_HOUR,
            feedback=("orders", "backlog"),
        ),
        Node(
            "charged_part",
            "fraction",
            "part of the cost of serving fleets that counts as cost of serving tokens",
            read.mean_charged_part,
            moved_by=("uncounted_load",),
            parameters=("serving.charged_share",),
        ),
        Node(
            "gross_profit",
            "USD/month",
            "what users pay less the cost of serving",
            lambda sight, month: float((sight.output("spend")[month] - sight.output("serving_cost")[month]).sum()),
            total("spend", minus=("serving_cost",)),
        ),
        Node(
            "margin",
            "fraction",
            "gross margin on tokens and fees, all providers together",
            lambda sight, month: (
                1.0
                - read.over(float(sight.output("serving_cost")[month].sum()), float(sight.output("spend")[month].sum()))
            ),
            product("gross_profit", over=("spend",)),
        ),
    )


def _capital() -> tuple[Node, ...]:
    return (
        series("capex_big4", product("capex", "big4_share")),
        series("capex", total("hardware_bought", "halls_built")),
        Node(
            "big4_share",
            "fraction",
            "part of capital spending in the books of Google, Amazon, Meta and Microsoft, half of two labs' included",
            read.big_four_share,
            parameters=_CAPITAL,
        ),
        Node(
            "hardware_bought",
            "USD/month",
            "hardware that providers receive, with host and network",
            lambda sight, month: float(sight.run.record.hardware[month].sum()),
            moved_by=("deliveries",),
            parameters=("investment.server_markup",),
        ),
        Node(
            "halls_built",
            "USD/month",
            "buildings and power plant for systems that are switched on",
            lambda sight, month: float(sight.run.record.facilities[month].sum()),
            moved_by=("deliveries", "power_available"),
            parameters=("investment.facility_cost",),
        ),
    )


NODES: Final = (*_spend(), *_prices(), *_costs(), *_capital())
