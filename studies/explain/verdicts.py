"""The question in the graph: work, efficiency and need, and the verdicts on growth, rebound and scarcity."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from jevons.market.indices import RESOURCES, short_name
from jevons.market.ledger import FACTORS
from jevons.market.verdicts import CAUSE_THRESHOLD, THRESHOLDS, growth, main_cause, rebound_between
from jevons.studies.explain import readings as read
from jevons.studies.explain.node import Formula, Node, logarithms, product, series, total
from jevons.studies.explain.sight import Sight
from jevons.studies.terms import CAUSES
from jevons.studies.terms import RESOURCES as TERMS

UNITS: Final = {"usd": "USD/month", "kwh": "kWh/month", "h100e_hours": "H100e-h/month"}
PER: Final = {"usd": "H100e-h/USD", "kwh": "H100e-h/kWh", "h100e_hours": "ratio"}

# Meaning of each factor of the ledger, what moves it, and the parameters that enter it beside those.
LEDGER: Final[dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "users": ("users whom each workload is made for", ("users",), ()),
    "pipelines_per_user": ("pipelines that a user runs", ("users",), ()),
    "tasks_per_pipeline": ("tasks that a pipeline starts", ("tasks_per_pipeline",), ()),
    "calls_per_task": ("calls of a task", ("calls_per_task",), ()),
    "tokens_per_call": ("tokens of a call", ("tokens_per_call",), ()),
    "work_per_token": ("work of a token: mix of tiers and kinds, length of contexts", ("work_per_token",), ()),
    "uncounted": ("load that no counted token explains", ("uncounted_load",), ()),
    "model_size": (
        "size of the tiers' models, precision included",
        (),
        ("tiers.*.active_params", "tiers.*.total_params", "tiers.*.active_growth"),
    ),
    "software": (
        "engines, caches and what software makes of a machine",
        ("goodput",),
        ("serving.adoption_delay", "providers.*.technique_lag"),
    ),
    "hardware": (
        "what machines take per token at the same size and practice",
        ("h100e_per_system", "speed"),
        ("systems.*.bandwidth_tb_s", "systems.*.fp8_tflops"),
    ),
    "resource_per_hour": ("cost or energy of an accelerator-hour", (), ()),
    "utilisation": ("idle time of serving fleets", ("utilisation",), ()),
    "entered": ("work that did not exist in the base month", ("users",), ()),
    "ended": ("work of the base month that exists no more", ("users",), ()),
}
_OF_AN_HOUR: Final = {"usd": ("hour_cost",), "kwh": ("kilowatts_per_h100e",), "h100e_hours": ()}


def _work() -> Iterator[Node]:
    yield series("work_demanded", product("tokens_demanded", "work_per_token", scale=1e-6))
    yield Node(
        "work_per_token",
        "H100e-h/Mtok",
        "work of a million demanded tokens at the base month's technology; tokens on users' own machines count nothing",
        lambda sight, month: read.over(
            float(sight.series["work_demanded"][month]) * 1e6, read.demanded_tokens(sight, month)
        ),
        moved_by=("cached_share", "local_share"),
        parameters=(
            "workloads.*.window",
            "tasks.planning_share",
            "tasks.window_growth",
            "choice.quality_weight",
            "choice.price_weight",
        ),
    )
    yield series("work_served", total("work_demanded", minus=("work_unserved",)))
    yield Node(
        "work_unserved",
        "H100e-h/month",
        "demanded work that finds no capacity, at the base month's technology",
        lambda sight, month: float(sight.run.indices.demanded[month] - sight.run.indices.served[month]),
        product("work_demanded", "unserved_share"),
    )


def _resource(resource: str) -> Iterator[Node]:
    """Need, efficiency and the verdicts of one resource."""
    short = short_name(resource)
    name = TERMS[short].name
    efficiency, need = f"efficiency_{short}", f"resource_{resource}"
    yield series(efficiency, product("work_served", over=(f"used_{resource}",)))
    yield series(need, product("work_demanded", over=(efficiency,)))
    parts = tuple(f"growth_{short}.{factor}" for factor in FACTORS)
    yield Node(
        f"growth_{short}",
        "ratio",
        f"{name} that demand needs over that of the base month: the verdict on growth",
        lambda sight, month: growth(sight.run.indices.need(resource), sight.base, month),
        product(*parts),
    )
    for factor in FACTORS:
        meaning, moved_by, parameters = LEDGER[factor]
        moved_by = _OF_AN_HOUR[resource] if factor == "resource_per_hour" else moved_by
        yield Node(
            f"growth_{short}.{factor}",
            "ratio",
            f"{meaning}: factor on the need for {name} since the base month, workloads weighed by theirs",
            _ledger_factor(resource, factor),
            moved_by=moved_by,
            parameters=parameters,
        )
    yield from _rebound(resource, short, name)


def _ledger_factor(resource: str, factor: str) -> Formula:
    return lambda sight, month: math.exp(sight.ledger(month)[resource].by_factor()[factor])


def _rebound(resource: str, short: str, name: str) -> Iterator[Node]:
    """Rebound of one resource: of what efficiency saves, what the demand that it brings uses up.

    1 - (R_F - R_A) / (R_F - W_F / E_A) = (R_A - W_F / E_A) / (R_F - W_F / E_A), F being the frozen twin.
    """
    unit = UNITS[resource]
    yield Node(
        f"rebound_{short}",
        "ratio",
        f"part of the {name} that efficiency saves which the demand it brings uses up; above 1 is backfire",
        lambda sight, month: rebound_between(sight.run.indices, sight.frozen, resource, month).share,
        product(f"taken_back_{short}", over=(f"saving_{short}",)),
    )
    yield Node(
        f"taken_back_{short}",
        unit,
        f"{name} of the demand that efficiency brings",
        lambda sight, month: _need(sight, resource, month) - _unanswered(sight, resource, month),
        total(f"resource_{resource}", minus=(f"need_without_response_{short}",)),
    )
    yield Node(
        f"saving_{short}",
        unit,
        f"{name} that efficiency would save if demand stayed as in the frozen twin",
        lambda sight, month: float(sight.frozen.need(resource)[month]) - _unanswered(sight, resource, month),
        total(f"frozen_need_{short}", minus=(f"need_without_response_{short}",)),
    )
    yield Node(
        f"need_without_response_{short}",
        unit,
        f"{name} of the frozen twin's demand at the run's efficiency",
        lambda sight, month: _unanswered(sight, resource, month),
        product("twin_work_efficiency", over=(f"efficiency_{short}",)),
    )
    yield Node(
        f"frozen_need_{short}",
        unit,
        f"{name} that demand needs where efficiency stands still from the base month on",
        lambda sight, month: float(sight.frozen.need(resource)[month]),
        product("twin_work_efficiency", over=(f"frozen_efficiency_{short}",)),
    )
    yield Node(
        f"frozen_efficiency_{short}",
        PER[resource],
        "work served per unit of the resource in the frozen twin",
        lambda sight, month: float(sight.frozen.efficiency(resource)[month]),
        parameters=("clearing.target_load", "investment.growth_*"),
    )
    yield Node(
        f"gain_{short}",
        "ratio",
        "efficiency over that of the frozen twin",
        lambda sight, month: rebound_between(sight.run.indices, sight.frozen, resource, month).gain,
        product(f"efficiency_{short}", over=(f"frozen_efficiency_{short}",)),
    )
    yield Node(
        f"elasticity_{short}",
        "exponent",
        "ln of the extra demanded work over ln of the gain in efficiency; does not depend on the gain's size",
        lambda sight, month: rebound_between(sight.run.indices, sight.frozen, resource, month).elasticity,
        logarithms("extra_work", f"gain_{short}"),
        parameters=("demand.price_elasticity", "tasks.effort_elasticity"),
    )
    yield Node(
        f"rebound_served_{short}",
        "ratio",
        "rebound on served work; near 1 whenever both twins sit at capacity",
        lambda sight, month: rebound_between(sight.run.indices, sight.frozen, resource, month).served,
        moved_by=("work_served", "twin_work_efficiency", f"gain_{short}"),
    )


def _need(sight: Sight, resource: str, month: int) -> float:
    return float(sight.run.indices.need(resource)[month])


def _unanswered(sight: Sight, resource: str, month: int) -> float:
    """W_F / E_A."""
    return float(sight.frozen.demanded[month] / sight.run.indices.efficiency(resource)[month])


def _extra_work() -> Node:
    return Node(
        "extra_work",
        "ratio",
        "demanded work over that of the twin in which efficiency stands still from the base month on",
        lambda sight, month: float(sight.run.indices.demanded[month] / sight.frozen.demanded[month]),
        product("work_demanded", over=("twin_work_efficiency",)),
        parameters=("demand.price_elasticity", "tasks.effort_elasticity"),
    )


def _scarcity() -> Iterator[Node]:
    for level in THRESHOLDS:
        yield Node(
            f"scarcity_share_{level}",
            "fraction",
            f"part of the months since the base month in which at least {level} % of demanded work goes unserved",
            _scarce_share(level),
            product(f"scarce_months_{level}", over=("months_counted",)),
        )
        yield Node(
            f"scarce_months_{level}",
            "months",
            f"months since the base month in which at least {level} % of demanded work goes unserved",
            _scarce_months(level),
            moved_by=("unserved_share",),
        )
        yield Node(
            f"scarcity_at_end_{level}",
            "yes or no",
            f"whether at least {level} % of demanded work goes unserved in the month",
            _scarce_now(level),
            moved_by=("unserved_share",),
        )
    yield Node(
        "months_counted",
        "months",
        "months from the base month on, both ends included",
        lambda sight, month: float(month - sight.base + 1),
    )
    yield Node(
        "scarcity_cause",
        "cause",
        "what is missing first in most of the months in which at least 5 % of demanded work goes unserved: "
        + "; ".join(f"{cause}, where {meaning}" for cause, meaning in CAUSES.items()),
        _cause,
        moved_by=tuple(f"unserved_for_{cause}" for cause in CAUSES),
    )


def _scarce(sight: Sight, level: int, month: int) -> np.ndarray:
    """Whether each month from the base month on is scarce, (months,)."""
    unserved = sight.output("unserved_cause")[sight.base : month + 1].sum(axis=1)
    return np.asarray(unserved >= level / 100.0)


def _scarce_share(level: int) -> Formula:
    return lambda sight, month: float(_scarce(sight, level, month).mean())


def _scarce_months(level: int) -> Formula:
    return lambda sight, month: float(_scarce(sight, level, month).sum())


def _scarce_now(level: int) -> Formula:
    return lambda sight, month: bool(_scarce(sight, level, month)[-1])


def _cause(sight: Sight, month: int) -> str:
    by_cause = sight.output("unserved_cause")[sight.base : month + 1]
    return main_cause(by_cause[_scarce(sight, CAUSE_THRESHOLD, month)]) or "none"


NODES: Final = (*_work(), *(node for r in RESOURCES for node in _resource(r)), _extra_work(), *_scarcity())
