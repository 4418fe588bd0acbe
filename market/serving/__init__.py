"""The physics of serving: how long a machine works on one token of a model.

In come machines (compute, memory, bandwidth, links) and models (size, layers, precision) by date.
Out come system-seconds per fresh, cached and output token, for every machine, model and date.
"""

from jevons.market.serving.architecture import (
    Architecture,
    blend_architectures,
    reference_architecture,
    scale_architecture,
)
from jevons.market.serving.besides import CacheStore, Sandboxes, cache_store, sandboxes
from jevons.market.serving.bills import PerToken, cost_per_token, energy_per_token, hour_cost
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.frontiers import Frontier, frontier
from jevons.market.serving.local import local_speed
from jevons.market.serving.memory import pod_size
from jevons.market.serving.roles import Precision, Role, role_of
from jevons.market.serving.systems import ServingSystems
from jevons.market.serving.table import PRECISIONS, SPEEDS, ServingTable, build_table
from jevons.market.serving.techniques import ServingError, Techniques

__all__ = [
    "PRECISIONS",
    "SPEEDS",
    "Architecture",
    "CacheStore",
    "Frontier",
    "PerToken",
    "Precision",
    "Role",
    "Sandboxes",
    "ServingConstants",
    "ServingError",
    "ServingSystems",
    "ServingTable",
    "Techniques",
    "blend_architectures",
    "build_table",
    "cache_store",
    "cost_per_token",
    "energy_per_token",
    "frontier",
    "hour_cost",
    "local_speed",
    "pod_size",
    "reference_architecture",
    "role_of",
    "sandboxes",
    "scale_architecture",
]
