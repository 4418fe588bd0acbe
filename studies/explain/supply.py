"""The supply side of the graph: fleets, how busy they are, machine time, what is ordered, made and left unserved."""

from typing import Final

from jevons.market.calendar import HOURS_PER_MONTH
from jevons.market.vocabulary import CAUSES, VENDORS
from jevons.studies.explain import readings as read
from jevons.studies.explain.node import Node, product, series, summed, total
from jevons.studies.explain.sight import Sight

_MAKING: Final = ("vendors.*.capacity", "vendors.*.capacity_growth_limit", "vendors.*.lead_time_base", "packaging.*")
_TRAINING: Final = ("investment.training_*", "providers.*.training_*")
_CAPITAL: Final = ("providers.*.capital_access*", "providers.*.cash", "investment.capital_*")
_FORESIGHT: Final = ("investment.growth_*", "investment.order_smoothing", "investment.return_wanted")


def _fleets() -> tuple[Node, ...]:
    return (
        series("installed_h100e", product("systems", "h100e_per_system")),
        summed(
            "systems",
            moved_by=("shipped_by_all", "waiting_h100e"),
            parameters=("investment.service_life", "providers.*.fleet_h100e"),
        ),
        Node(
            "h100e_per_system",
            "H100e/unit",
            "dense 8-bit operations of the mean system in service over those of an H100",
            read.ratio(read.of_series("installed_h100e"), read.of_output("systems")),
            parameters=("systems.*.h100e", "investment.system_price_weight", "investment.incumbency"),
        ),
        summed("inference_h100e", product("language_h100e", "inference_share")),
        Node(
            "language_h100e",
            "H100e",
            "capacity at hand for language models, training and serving",
            lambda sight, month: float(sight.run.record.llm[month].sum()),
            moved_by=("installed_h100e",),
            parameters=("providers.*.non_llm_share",),
        ),
        series(
            "inference_share",
            parameters=(
                *_TRAINING,
                "clearing.reallocation_rate",
                "clearing.least_training_share",
                "clearing.target_load",
            ),
            feedback=("load",),
        ),
    )


def _busy() -> tuple[Node, ...]:
    return (
        series("utilisation", product("busy_hours", over=("serving_hours",))),
        Node(
            "busy_hours",
            "H100e-h/month",
            "hours in which serving fleets work: machine time of served tokens, over goodput, with uncounted load",
            read.busy_hours,
            product("technical_hours", "uncounted_load", over=("goodput",)),
        ),
        Node(
            "serving_hours",
            "H100e-h/month",
            "hours of serving fleets in working order",
            read.serving_hours,
            product("inference_h100e", "availability", scale=HOURS_PER_MONTH),
        ),
        Node(
            "availability",
            "fraction",
            "share of time in which an installed system is up",
            lambda sight, _: float(sight.run.world.clearing.availability),
            parameters=("clearing.availability",),
        ),
        Node(
            "technical_hours",
            "H100e-h/month",
            "computed machine time of the tokens that providers serve",
            read.technical_hours,
            product("cloud_tokens", "machine_seconds_per_token", scale=1e-6 / read.SECONDS_PER_HOUR),
        ),
        Node(
            "cloud_tokens",
            "token/month",
            "tokens of all kinds that providers serve, users' own machines apart",
            read.cloud_tokens,
            moved_by=("tokens_total", "local_share"),
        ),
        Node(
            "load",
            "ratio",
            "load over capacity before anything is passed on, mean over the capacity of providers",
            read.ratio(read.demanded_hours, read.serving_hours),
            product("demanded_hours", over=("serving_hours",)),
        ),
        Node(
            "demanded_hours",
            "H100e-h/month",
            "hours that would carry all load, uncounted load included",
            read.demanded_hours,
            moved_by=("work_demanded", "machine_seconds_per_token", "uncounted_load", "goodput"),
        ),
        Node(
            "delay",
            "ratio",
            "time of an answer relative to an idle fleet, mean over work served",
            read.weighted_delay,
            moved_by=("load",),
            parameters=("clearing.delay_exponent",),
        ),
    )


def _machine_time() -> tuple[Node, ...]:
    return (
        summed("goodput", parameters=("serving.goodput_*", "serving.software_gain")),
        Node(
            "uncounted_load",
            "ratio",
            "load of fleets over that of counted tokens, mean over served machine time",
            lambda sight, month: read.over(
                read.busy_hours(sight, month) * float(sight.run.technology.goodput[month]),
                read.technical_hours(sight, month),
            ),
            parameters=("serving.uncounted_*",),
        ),
        Node(
            "machine_seconds_per_token",
            "H100e-s/Mtok",
            "computed machine time of a million tokens that providers serve, at their practice on their fleets",
            lambda sight, month: read.over(
                read.technical_hours(sight, month) * read.SECONDS_PER_HOUR * 1e6, read.cloud_tokens(sight, month)
            ),
            moved_by=("speed",),
            parameters=(
                "tiers.*.active_params",
                "tiers.*.total_params",
                "tiers.*.active_growth",
                "serving.adoption_delay",
                "providers.*.technique_lag",
                "systems.*.bandwidth_tb_s",
                "systems.*.fp8_tflops",
                "systems.*.memory_gb",
                "workloads.*.hit_rate",
            ),
            feedback=("systems",),
        ),
        Node(
            "speed",
            "token/s",
            "tokens a second that one user sees on an idle fleet, mean over tokens that providers write",
            read.mean_speed,
            parameters=(
                "tiers.*.speed",
                "choice.delay_weight",
                "choice.price_weight",
                "segments.*.delay_sensitivity",
                "systems.*.bandwidth_tb_s",
            ),
        ),
    )


def _making() -> tuple[Node, ...]:
    nvidia = VENDORS.index("nvidia")
    return (
        series("shipped_h100e", product("shipped_by_all", "counted_vendors_share")),
        summed(
            "shipped_h100e",
            moved_by=("deliveries",),
            parameters=("vendors.*.shipped_before", "systems.*.h100e"),
            called="shipped_by_all",
        ),
        Node(
            "counted_vendors_share",
            "fraction",
            "part of all shipments by NVIDIA, Google, AMD and Amazon",
            read.counted_vendors_share,
            parameters=("vendors.*.capacity", "vendors.*.capacity_growth_limit", "vendors.*.shipped_before"),
        ),
        summed("deliveries", moved_by=("orders",), parameters=_MAKING),
        series("revenue_nvidia", product("deliveries", "nvidia_share")),
        Node(
            "nvidia_share",
            "fraction",
            "NVIDIA's part of the hardware that makers hand over, in USD",
            lambda sight, month: read.over(
                float(sight.output("deliveries")[month, nvidia]), float(sight.output("deliveries")[month].sum())
            ),
            parameters=("vendors.*.capacity", "vendors.*.capacity_growth_limit", "investment.incumbency"),
        ),
        summed("backlog", moved_by=("orders", "deliveries")),
        summed(
            "orders",
            parameters=(
                *_FORESIGHT,
                *_TRAINING,
                *_CAPITAL,
                "clearing.target_load",
                "providers.*.owned_share",
                "investment.incumbency",
                "investment.system_price_weight",
                "power.reserved_share",
            ),
            feedback=("load", "revenue", "power_available"),
        ),
    )


def _unserved() -> tuple[Node, ...]:
    causes = tuple(f"unserved_for_{cause}" for cause in CAUSES)
    return (
        series("unserved_share", total(*causes), moved_by=("load",)),
        summed("unserved_cause", total(*causes)),
        *(_for_want(cause) for cause in CAUSES),
    )


def _for_want(cause: str) -> Node:
    """The part of demanded work that went unserved for one cause."""
    place = CAUSES.index(cause)
    told: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
        "allocation": ("though capacity stood free elsewhere", (), ("clearing.spill_share",)),
        "power": (
            "for want of power: chips were shipped and waited, or were not ordered for lack of it",
            ("waiting_h100e", "power_available"),
            ("power.reserved_share",),
        ),
        "chips": ("for want of chips: they were ordered and not yet made", ("backlog",), _MAKING),
        "capital": ("for want of capital: orders were refused for lack of funds", (), _CAPITAL),
        "foresight": ("because nobody had ordered the capacity", (), (*_FORESIGHT, "clearing.target_load")),
    }
    meaning, moved_by, parameters = told[cause]

    def part(sight: Sight, month: int) -> float:
        return float(sight.output("unserved_cause")[month, place])

    return Node(
        f"unserved_for_{cause}",
        "fraction",
        f"part of demanded work that goes unserved {meaning}",
        part,
        moved_by=moved_by,
        parameters=parameters,
    )


NODES: Final = (*_fleets(), *_busy(), *_machine_time(), *_making(), *_unserved())
