"""What brings growth about, in the graph: twins that live without one thing, and bounds of plausible worlds."""

from collections.abc import Iterator
from typing import Final

from jevons.market.bounds import BOUNDS, passed
from jevons.market.causes import caused
from jevons.studies.explain.node import Formula, Node, product, total
from jevons.studies.explain.sight import Sight
from jevons.studies.twins import TWINS

_UNIT: Final = "H100e-h/month"

# What the run has and a twin has not, and the parameters that decide what it does.
THINGS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "efficiency": (
        "efficiency stands still from the base month on",
        ("serving.software_gain", "tiers.*.active_growth", "demand.price_elasticity", "tasks.effort_elasticity"),
    ),
    "capability": ("no model learns longer tasks from the base month on", ("capability.doubling_*",)),
    "prices": (
        "sellers leave their lists as they are in the base month",
        ("demand.price_elasticity", "tasks.effort_elasticity", "prices.pass_through"),
    ),
    "agents": ("no multi-call agent runs after the base month", ("workloads.*.theta", "workloads.*.n0")),
}


def _growth() -> Iterator[Node]:
    yield Node(
        "work_growth",
        "ratio",
        "demanded work over that of the base month",
        lambda sight, month: _work(sight, month) / _work(sight, sight.base),
        product("work_demanded", over=("work_at_base",)),
    )
    yield Node(
        "work_at_base",
        _UNIT,
        "demanded work of the base month",
        lambda sight, _: _work(sight, sight.base),
    )
    yield Node(
        "work_grown",
        _UNIT,
        "demanded work that has come since the base month",
        lambda sight, month: _work(sight, month) - _work(sight, sight.base),
        total("work_demanded", minus=("work_at_base",)),
    )
    for name in TWINS:
        yield from _caused(name, *THINGS[name])


def _work(sight: Sight, month: int) -> float:
    return float(sight.run.indices.demanded[month])


def _caused(name: str, told: str, parameters: tuple[str, ...]) -> Iterator[Node]:
    """What one thing brings about: (W_A - W_X) / (W_A - W_0), X being the twin without it."""
    twin = f"twin_work_{name}"

    def without(sight: Sight, month: int) -> float:
        return float(sight.twin(name).demanded[month])

    yield Node(twin, _UNIT, f"demanded work of the twin run in which {told}", without, parameters=parameters)
    yield Node(
        f"work_without_{name}",
        "ratio",
        f"demanded work over that of the base month if {told}",
        lambda sight, month: without(sight, month) / _work(sight, sight.base),
        product(twin, over=("work_at_base",)),
    )
    yield Node(
        f"work_caused_{name}",
        _UNIT,
        f"demanded work that would not be there if {told}",
        lambda sight, month: _work(sight, month) - without(sight, month),
        total("work_demanded", minus=(twin,)),
    )
    yield Node(
        f"caused_{name}",
        "fraction",
        f"part of the growth of demanded work that would not be there if {told}; parts of several causes overlap",
        lambda sight, month: caused(_work(sight, month), without(sight, month), _work(sight, sight.base)),
        product(f"work_caused_{name}", over=("work_grown",)),
    )


def _bounds() -> Iterator[Node]:
    moved_by = {"power": ("power_gw",), "spend": ("spend",), "numbers": ()}
    for name, said in BOUNDS.items():
        yield Node(
            f"beyond_{name}", "yes or no", f"whether, in the whole run, {said}", _beyond(name), None, moved_by[name]
        )


def _beyond(name: str) -> Formula:
    return lambda sight, _: passed(sight.series, sight.run.world.calendar)[name]


NODES: Final = (*_growth(), *_bounds())
