"""The graph of causes: every quantity that can be explained, by name, and how names that are asked for find it.

The links are declared beside each quantity (`demand`, `money`, `supply`, `energy`, `verdicts`), never guessed when an
explanation is printed. What answers to each other in turn is declared as feedback on one side, so that walks end.
"""

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from jevons.market.bounds import BOUNDS
from jevons.market.indices import RESOURCES, short_name
from jevons.market.outputs import OUTPUTS, SUMMARY
from jevons.market.parameters.registry import addresses, uncertain
from jevons.market.verdicts import THRESHOLDS
from jevons.studies.explain import causes, demand, energy, money, supply, verdicts
from jevons.studies.explain.node import Node
from jevons.studies.explain.parameters import MACHINES, matching
from jevons.studies.twins import TWINS


class ExplainError(ValueError):
    """Something that cannot be explained; the message is one line with what can be."""


VERDICTS: Final = (
    *(f"{kind}_{short_name(r)}" for kind in ("growth", "rebound", "elasticity", "gain") for r in RESOURCES),
    *(f"rebound_served_{short_name(r)}" for r in RESOURCES),
    *(f"scarcity_{what}_{level}" for what in ("share", "at_end") for level in THRESHOLDS),
    "scarcity_cause",
    "work_growth",
    *(f"{what}_{name}" for what in ("work_without", "caused") for name in TWINS),
    *(f"beyond_{name}" for name in BOUNDS),
)
"""Names of the verdicts, as in a row of `studies.forecast.Forecast.verdicts`."""

OUTPUT_NODES: Final[dict[str, str]] = {
    **{name: name for name in OUTPUTS},
    **{f"resource_{resource}": f"used_{resource}" for resource in RESOURCES},
    "shipped_h100e": "shipped_by_all",
}
"""Node of each output. Some names are also those of summary series that count something else: these keep the name."""

OF_OUTPUT: Final = "outputs."
"""Names that begin so ask for an output, whatever summary series has the same name."""

EXAMPLES: Final = ("growth_usd", "tokens_total", "price_paid", "power_gw")
"""What is named where no name is near."""

_SINCE_BASE: Final = (
    *("growth_", "twin_work_", "work_grown", "work_caused_", "frozen_", "taken_back_", "saving_"),
    *("need_without_response_", "extra_work", "scarce_months_", "months_counted"),
)
"""How names of quantities begin that compare a month with the base month, or with a twin that parts there."""


@cache
def nodes() -> Mapping[str, Node]:
    """All quantities by name.

    Raises:
        ValueError: a quantity is declared twice, or one that is not declared is named.
    """
    found: dict[str, Node] = {}
    for theme in (verdicts, causes, demand, money, supply, energy):
        for node in theme.NODES:
            if node.name in found:
                raise ValueError(f"quantity {node.name!r} is declared twice")
            found[node.name] = node
    for node in found.values():
        for name in (*(name for _, name in node.factors), *node.feedback):
            if name not in found:
                raise ValueError(f"quantity {node.name!r} names {name!r}, which is not declared")
    return found


def below(name: str) -> Iterator[str]:
    """Names of a quantity and of all that it is made of or moved by, each once, nearest first."""
    seen, waiting = {name}, [name]
    while waiting:
        here = waiting.pop(0)
        yield here
        for _, child in nodes()[here].factors:
            if child not in seen:
                seen.add(child)
                waiting.append(child)


def months_since_base(name: str) -> bool:
    """Whether a quantity speaks of the months from the base month on, and of none before."""
    return (name in VERDICTS and not name.startswith("beyond_")) or name.startswith(_SINCE_BASE)


def found(name: str) -> Node | None:
    """The quantity of a name; None where the name is that of a parameter.

    Raises:
        ExplainError: neither; the message names the nearest ones.
    """
    output = OUTPUT_NODES.get(name.removeprefix(OF_OUTPUT)) if name.startswith(OF_OUTPUT) else None
    node = nodes().get(output or name)
    if node is not None:
        return node
    if paths_of(name):
        return None
    raise ExplainError(f"there is nothing called {name!r} to explain; nearest: {', '.join(nearest(name))}")


@cache
def paths_of(name: str) -> tuple[str, ...]:
    """Paths of a parameter: itself (also of a machine), or of all entities where the name is `group.field`."""
    if name in matching(f"{MACHINES}.*"):
        return (name,)
    return tuple(path for path, one in addresses().items() if name in (path, f"{one.group}.{one.field}"))


def nearest(name: str) -> tuple[str, ...]:
    """Up to four names that are close to one that there is not."""
    known = [*nodes(), *uncertain(), *addresses()]
    near = difflib.get_close_matches(name, known, n=4, cutoff=0.5)
    holding = [other for other in known if name.lower() in other][:4]
    return tuple(dict.fromkeys(near)) or tuple(holding) or EXAMPLES


def listed() -> dict[str, tuple[str, ...]]:
    """Names of all that can be explained, by kind; parameters by group."""
    outputs = tuple(name if OUTPUT_NODES[name] == name else OF_OUTPUT + name for name in OUTPUTS)
    named = {*VERDICTS, *SUMMARY, *OUTPUT_NODES.values()}
    factors = tuple(name for name in nodes() if name not in named and not name.startswith("growth_"))
    groups = tuple(dict.fromkeys(path.partition(".")[0] for path in addresses()))
    return {
        "verdicts": VERDICTS,
        "summary series": tuple(SUMMARY),
        "outputs": tuple(name for name in outputs if name not in SUMMARY),
        "factors": factors,
        "factors of growth": tuple(f"growth_{short_name(RESOURCES[0])}.{factor}" for factor in verdicts.LEDGER),
        "parameters": tuple(f"{group}.*" for group in groups),
    }
