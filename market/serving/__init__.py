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
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.frontiers import Frontier, Techniques, frontier
from jevons.market.serving.local import local_speed
from jevons.market.serving.memory import pod_size
from jevons.market.serving.named import ServingError
from jevons.market.serving.roles import Precision, Role, role_of
from jevons.market.serving.systems import ServingSystems
from jevons.market.serving.table import ServingTable, Speculation, build_table

__all__ = [
    "Architecture",
    "Frontier",
    "Precision",
    "Role",
    "ServingConstants",
    "ServingError",
    "ServingSystems",
    "ServingTable",
    "Speculation",
    "Techniques",
    "blend_architectures",
    "build_table",
    "frontier",
    "local_speed",
    "pod_size",
    "reference_architecture",
    "role_of",
    "scale_architecture",
]
