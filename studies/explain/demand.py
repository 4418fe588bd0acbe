"""The demand side of the graph: horizon, users, tasks, calls, tokens, and who is asked for them."""

from typing import Final

from jevons.studies.explain import readings as read
from jevons.studies.explain.node import Node, product, series, summed, total

_SHAPE: Final = (
    "workloads.*.l0",
    "workloads.*.length_cap",
    "workloads.*.length_over_horizon",
    "tasks.effort_*",
    "tiers.*.reference_price",
)
_CHOICE: Final = (
    "choice.reconsider_rate",
    "choice.price_weight",
    "choice.quality_weight",
    "choice.delay_weight",
    "choice.privacy_weight",
    "choice.switching_cost",
    "segments.*.price_sensitivity",
    "segments.*.quality_sensitivity",
    "segments.*.delay_sensitivity",
    "segments.*.privacy_need*",
    "segments.*.residency_required_share",
    "workloads.*.privacy_need",
    "providers.*.reach.*",
    "providers.*.reach_growth",
    "providers.*.capability_offset",
)


def _share_of(name: str) -> Node:
    """The part of all served tokens that a summary series counts."""
    part = read.ratio(read.of_series(f"tokens_{name}"), read.of_series("tokens_total"))
    told = {
        "fresh": ("read for the first time", _CONTEXT),
        "cached": ("read from a cache", (*_CONTEXT, "workloads.*.hit_rate")),
        "output": ("written", ("workloads.*.o_visible", "workloads.*.reasoning_multiplier", "tasks.effort_*")),
        "google": ("that Google serves", _CHOICE),
        "china": ("that Chinese providers serve", (*_CHOICE, "segments.*.count.china")),
    }
    meaning, parameters = told[name]
    return Node(f"{name}_share", "fraction", f"part of all served tokens {meaning}", part, parameters=parameters)


_CONTEXT: Final = ("workloads.*.c0", "workloads.*.a", "workloads.*.window", "workloads.*.shared_prefix")


def _horizon() -> tuple[Node, ...]:
    return (
        series("horizon", parameters=("capability.horizon_*", "capability.doubling_*")),
        Node(
            "offered_horizon",
            "minute",
            "50 % task horizon of the models on sale, geometric mean over offers",
            read.mean_horizon,
            moved_by=("horizon",),
            parameters=(
                "capability.mid_lag",
                "capability.small_lag",
                "capability.local_lag",
                "capability.release_*",
                "providers.*.capability_offset",
            ),
        ),
    )


def _tasks() -> tuple[Node, ...]:
    return (
        summed("tasks", product("users", "tasks_per_pipeline")),
        summed(
            "users",
            moved_by=("offered_horizon",),
            parameters=(
                "segments.*.count.*",
                "segments.*.bass_*_work",
                "segments.*.bass_*_chat",
                "segments.*.active_share.*",
                "segments.*.adopters_share.*",
                "segments.*.adoption_scale.*",
                "segments.*.potential_scale.*",
                "segments.*.abandon_rate",
                "workloads.*.maturity",
                "demand.setup_share",
                "demand.ambient_push",
                "demand.propensity_spread",
            ),
            feedback=("tasks_per_pipeline",),
        ),
        Node(
            "tasks_per_pipeline",
            "task/month",
            "tasks of the mean adopter (person or firm and workload) in a month",
            read.ratio(read.of_output("tasks"), read.of_output("users")),
            moved_by=("price_paid", "offered_horizon", "calls_per_task"),
            parameters=(
                "workloads.*.tasks_per_month",
                "tasks.trend_persistence",
                "workloads.*.participation",
                "workloads.*.task_value_sigma",
                "workloads.*.oversight_minutes",
                "workloads.*.autonomous_share",
                "segments.*.task_rate_multiplier.*",
                "segments.*.task_scale",
                "segments.*.value_sigma_between",
                "segments.*.wage.*",
                "segments.*.budget_*",
                "segments.*.delegable_minutes",
                "segments.*.seats_attention_cap",
                "demand.price_elasticity",
                "demand.value_length_exponent",
                "demand.oversight_length_exponent",
                "demand.reference_wage",
                "demand.work_reservoir",
                "capability.beta",
                "tasks.planning_weight",
                "serving.sandbox_price",
            ),
        ),
        Node("agentic_tasks", "task/month", "tasks of multi-call agents", read.tasks_of_agents, moved_by=("tasks",)),
    )


def _calls() -> tuple[Node, ...]:
    shape = (*_SHAPE, "workloads.*.n0", "workloads.*.theta")
    tokens = (
        *_CONTEXT,
        "workloads.*.o_visible",
        "workloads.*.reasoning_multiplier",
        "workloads.*.fanout_*",
        "workloads.*.retry_r",
        "tasks.window_growth",
        "tasks.trend_persistence",
    )
    return (
        summed("calls", product("tasks", "calls_per_task")),
        Node(
            "calls_per_task",
            "call/task",
            "model calls of the mean task",
            read.ratio(read.of_output("calls"), read.of_output("tasks")),
            moved_by=("horizon",),
            parameters=shape,
            feedback=("price_paid",),
        ),
        Node(
            "tokens_per_call",
            "token/call",
            "tokens of all kinds that the mean call asks for",
            read.ratio(read.demanded_tokens, read.of_output("calls")),
            parameters=tokens,
            feedback=("calls_per_task",),
        ),
        Node(
            "calls_per_agentic_task",
            "call/task",
            "model calls of the mean task of agents",
            read.ratio(read.calls_of_agents, read.tasks_of_agents),
            moved_by=("horizon",),
            parameters=shape,
            feedback=("price_paid",),
        ),
        Node(
            "tokens_per_agentic_call",
            "token/call",
            "tokens of all kinds that the mean call of agents asks for",
            read.ratio(read.demanded_by_agents, read.calls_of_agents),
            parameters=tokens,
            feedback=("calls_per_agentic_task",),
        ),
        summed("sandboxes", product("calls", "sandbox_cores_per_call")),
        Node(
            "sandbox_cores_per_call",
            "vCPU/(call/month)",
            "CPU cores that run tools for the mean call of a month",
            read.ratio(read.of_output("sandboxes"), read.of_output("calls")),
            parameters=("workloads.*.sandbox_seconds_per_call", "serving.sandbox_utilisation"),
        ),
    )


def _tokens() -> tuple[Node, ...]:
    return (
        series("tokens_total", product("tasks", "calls_per_task", "tokens_per_call", "token_served_share")),
        Node(
            "token_served_share",
            "fraction",
            "part of demanded tokens that is served",
            read.ratio(read.of_series("tokens_total"), read.demanded_tokens),
            moved_by=("unserved_share",),
        ),
        series("tokens_fresh", product("tokens_total", "fresh_share")),
        series("tokens_cached", product("tokens_total", "cached_share")),
        series("tokens_output", product("tokens_total", "output_share")),
        series(
            "tokens_agentic",
            product("agentic_tasks", "calls_per_agentic_task", "tokens_per_agentic_call", "agentic_served_share"),
        ),
        Node(
            "agentic_served_share",
            "fraction",
            "part of the tokens that agents demand that is served",
            read.ratio(read.of_series("tokens_agentic"), read.demanded_by_agents),
            moved_by=("unserved_share",),
        ),
        series("tokens_google", product("tokens_total", "google_share")),
        series("tokens_china", product("tokens_total", "china_share")),
        *(_share_of(name) for name in ("fresh", "cached", "output", "google", "china")),
        summed("tokens_demanded", product("tasks", "calls_per_task", "tokens_per_call")),
        summed("tokens_served", total("tokens_fresh", "tokens_cached", "tokens_output")),
        summed("tokens_by_provider", total("tokens_served")),
        summed("tokens_unserved", total("tokens_demanded", minus=("tokens_served",))),
    )


def _offers() -> tuple[Node, ...]:
    return (
        series("chat_users_openai", product("chat_users", "openai_chat_share")),
        summed(
            "chat_users",
            parameters=(
                "segments.*.bass_*_chat",
                "segments.*.count.*",
                "segments.*.active_share.chat",
                "segments.*.adopters_share.chat",
                "segments.*.potential_scale.*",
                "workloads.chat.maturity",
            ),
        ),
        Node(
            "openai_chat_share",
            "fraction",
            "part of people with a chat habit whose habit is OpenAI's",
            read.ratio(read.of_series("chat_users_openai"), read.of_output("chat_users")),
            parameters=_CHOICE,
        ),
        series(
            "local_share",
            moved_by=("price_paid", "offered_horizon"),
            parameters=(
                "choice.local_*",
                "capability.local_lag",
                "segments.*.local_hardware_share",
                "workloads.*.latency_need",
                "systems.*.price_low_usd",
            ),
        ),
        summed("machine_purchases", product("machines_bought", "machine_price")),
        Node(
            "machines_bought",
            "unit/month",
            "machines that users buy for local models",
            lambda sight, month: float(sight.run.record.machines[month].sum()),
            moved_by=("price_paid",),
            parameters=("choice.local_*", "segments.*.local_hardware_share"),
        ),
        Node(
            "machine_price",
            "USD/unit",
            "price of the machine for local models that is the best value",
            lambda sight, month: float(sight.run.record.machine_cost[month]),
            parameters=("systems.*.price_low_usd", "systems.*.price_high_usd"),
        ),
        series(
            "hhi",
            moved_by=("google_share", "china_share"),
            parameters=(*_CHOICE, "providers.*.markup"),
        ),
    )


NODES: Final = (*_horizon(), *_tasks(), *_calls(), *_tokens(), *_offers())
