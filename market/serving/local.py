"""One user's machine: one sequence at a time, bound by the memory that holds the weights.

    seconds per token = active bytes / (0.71 * bandwidth) + 2.1 ms + context * kv_bytes / (0.71 * bandwidth)

Fitted on batch-1 runs of llama.cpp and MLX; median absolute log error 0.22 on 19 runs kept back.
"""

from math import inf

from jevons.market.kernels import kernel
from jevons.market.serving.constants import ServingConstants
from jevons.market.serving.memory import bytes_per_parameter
from jevons.market.serving.physics import Chip, Constants, Model
from jevons.market.serving.roles import Precision


@kernel
def local_seconds(bandwidth: float, active_bytes: float, cache_bytes: float, efficiency: float, fixed: float) -> float:
    """Seconds per output token at batch 1.

    Args:
        bandwidth: bytes per second. active_bytes: weight bytes that one token reads.
        cache_bytes: cache read per token. efficiency: share of bandwidth attained. fixed: seconds.
    """
    return (active_bytes + cache_bytes) / (efficiency * bandwidth) + fixed


@kernel
def local_output_seconds(machine: Chip, model: Model, context: float, c: Constants) -> float:
    """Seconds per output token of the whole machine; inf where weights and cache do not fit."""
    weights = model.shared + model.expert
    cache = context * model.kv_bytes
    if weights + cache > c.plan_memory * machine.memory:
        return inf
    active = model.shared + model.expert * model.top_k / model.experts
    return local_seconds(machine.bandwidth, active, cache, c.local_efficiency, c.local_seconds) / machine.stack


def local_speed(
    bandwidth_tb_s: float,
    memory_gb: float,
    active: float,
    total: float,
    precision: Precision = Precision.INT4,
    cache_gb: float = 0.0,
    constants: ServingConstants | None = None,
) -> float:
    """Tokens per second of one user's machine; 0 where weights and cache do not fit.

    Args:
        bandwidth_tb_s: memory bandwidth, TB/s. memory_gb: memory, GB.
        active, total: parameters of the model. precision: of the weights.
        cache_gb: cache of the context at hand, GB. constants: of the serving equations.
    """
    c = constants or ServingConstants()
    size = bytes_per_parameter(int(precision))
    if total * size + cache_gb * 1e9 > c.plan_memory * memory_gb * 1e9:
        return 0.0
    return 1.0 / local_seconds(
        bandwidth_tb_s * 1e12, active * size, cache_gb * 1e9, c.local_efficiency, c.local_seconds
    )
