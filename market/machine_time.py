"""Machine time: system-seconds per token, month by month, from the serving table of a run."""

from functools import lru_cache

import numpy as np

from jevons.market.calendar import month_number
from jevons.market.catalogue import load_catalogue
from jevons.market.catalogue.system import ROLES
from jevons.market.catalogue.systems import Systems
from jevons.market.parameters.declare import Array
from jevons.market.serving import (
    Architecture,
    Precision,
    ServingSystems,
    ServingTable,
    blend_architectures,
    build_table,
    reference_architecture,
    role_of,
    scale_architecture,
)
from jevons.market.technology import REFERENCE_MONTH, tier_path
from jevons.market.vocabulary import TIERS, VENDORS
from jevons.market.world import World

GRID_MONTHS = 12
# Throughput attained relative to a mature NVIDIA stack, and all-to-all time relative to it, by vendor
# (serving constants fitted to public benchmarks for AMD; Huawei is a judgement: young kernels).
STACK = {"amd": 0.78, "huawei": 0.6, "tenstorrent": 0.6}
EXCHANGE = {"amd": 5.0, "huawei": 3.0}
LAYER_SECONDS = {"cerebras": 6e-6, "groq_lpx": 16e-6}
FIRST_LPU_LAYER_SECONDS = 42e-6


@lru_cache(maxsize=2)
def machine_seconds(world: World) -> tuple[Array, Array]:
    """System-seconds per token and the local tier's decoding speed; kept for the last two worlds.

    Returns:
        seconds: (months, systems, tiers, 4), flows as in `Flow`; inf where a system cannot serve a tier.
        speed: tokens/s of one user at the local tier, (months, systems).
    """
    months = len(world.calendar)
    grid = np.unique(np.append(np.arange(0, months, GRID_MONTHS), months - 1))
    active, total = tier_path(world, world.tiers.active_params), tier_path(world, world.tiers.total_params)
    table = _table(world, grid, active[grid], np.maximum(total, active)[grid])
    flows = [_monthly(getattr(table, name), grid, months) for name in ("fresh", "cached", "output", "context")]
    seconds, speed = np.stack(flows, axis=-1), _monthly(table.speed, grid, months)[:, :, TIERS.index("local")]
    if world.scenario.freeze_efficiency:
        stop = world.calendar.index(world.scenario.freeze_efficiency)
        seconds[stop:], speed[stop:] = seconds[stop], speed[stop]
    return seconds, speed


def _table(world: World, grid: Array, active: Array, total: Array) -> ServingTable:
    """The serving table on the grid; the last one is kept, as a run and its twin share it."""
    parts = (grid, active, total, world.tiers.speed)
    key = b"".join(part.tobytes() for part in parts)
    if key not in _KEPT:
        share = np.clip(grid / world.calendar.index(REFERENCE_MONTH), 0.0, 1.0)
        shape = blend_architectures(_references("2023-01"), _references(REFERENCE_MONTH), share[:, None])
        models = scale_architecture(shape, active, total)
        _KEPT.clear()
        _KEPT[key] = build_table(_serving_systems(world.systems), models, _precision(world, grid), world.tiers.speed)
    return _KEPT[key]


_KEPT: dict[bytes, ServingTable] = {}


def _monthly(values: Array, grid: np.ndarray, months: int) -> Array:
    """From (systems, grid, tiers) to (months, systems, tiers): geometric between grid dates; inf spreads."""
    at = np.arange(months)
    right = np.clip(np.searchsorted(grid, at, side="right"), 1, len(grid) - 1)
    share = ((at - grid[right - 1]) / (grid[right] - grid[right - 1]))[:, None, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(values.transpose(1, 0, 2))
        low, high = logs[right - 1], logs[right]
        mixed = np.exp(np.where(np.isinf(low) | np.isinf(high), np.maximum(low, high), low + share * (high - low)))
    return np.ascontiguousarray(mixed)


def _references(month: str) -> Architecture:
    """Published architectures that the tiers are shaped after at a month, (1, tiers)."""
    tiers = load_catalogue().tiers
    by_name = {a.architecture: a for a in load_catalogue().architectures}
    chosen = []
    for tier in TIERS:
        dated = {row.month: row.value for row in tiers.rows if (row.entity, row.parameter) == (tier, "reference")}
        chosen.append(by_name[dated.get(month, dated["2023-01"])])
    return reference_architecture(
        active=[a.active_params for a in chosen],
        total=[a.total_params for a in chosen],
        expert=[a.expert_params for a in chosen],
        layers=[a.layers for a in chosen],
        width=[a.d_model for a in chosen],
        experts=[a.experts for a in chosen],
        top_k=[a.top_k for a in chosen],
        query_heads=[a.heads for a in chosen],
        head_width=[a.head_dim for a in chosen],
        kv_elements=[a.kv_elements for a in chosen],
        kv_heads=[a.kv_heads for a in chosen],
        context_share=[a.kv_context_fraction for a in chosen],
        kernels=[a.kernels_per_layer for a in chosen],
    )


def _precision(world: World, grid: np.ndarray) -> np.ndarray:
    """Precision code of each tier at each grid date, (grid, tiers): the last one adopted by then."""
    first = month_number(world.calendar.start)
    out = np.full((len(grid), len(TIERS)), int(Precision.BF16))
    for q, tier in enumerate(TIERS):
        for since, name in load_catalogue().tiers.steps(tier, "precision"):
            out[grid >= month_number(since) - first, q] = int(Precision[name.upper()])
    return out


def _serving_systems(systems: Systems) -> ServingSystems:
    vendor = [VENDORS[v] for v in systems.vendor]
    layer = np.array([LAYER_SECONDS.get(v, 0.0) for v in vendor])
    layer[[n == "groq_lpu_v1" for n in systems.name]] = FIRST_LPU_LAYER_SECONDS
    return ServingSystems(
        bf16_tflops=systems.bf16_tflops,
        fp8_tflops=systems.fp8_tflops,
        fp4_tflops=systems.fp4_tflops,
        memory_gb=systems.memory_gb,
        bandwidth_tb_s=systems.bandwidth_tb_s,
        sram_gb=systems.sram_gb,
        chips=systems.chips,
        power_w=systems.power_w,
        link_gb_s=systems.scaleup_gb_s,
        world=systems.scaleup_world,
        role=np.array(
            [
                int(role_of(ROLES[r], m, s))
                for r, m, s in zip(systems.role, systems.memory_gb, systems.sram_gb, strict=True)
            ]
        ),
        stack=np.array([STACK.get(v, 1.0) for v in vendor]),
        exchange=np.array([EXCHANGE.get(v, 1.0) for v in vendor]),
        layer_seconds=layer,
    )
