"""The serving table: every machine prices every model, and what makes tokens cheap or dear."""

from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest

from jevons.market.serving import (
    SPEEDS,
    Architecture,
    Precision,
    Role,
    ServingConstants,
    ServingSystems,
    ServingTable,
    build_table,
)
from jevons.market.serving.price import ENGINES, FIGURES, LONG_CONTEXT, SHORT_CONTEXT
from jevons.market.serving.systems import complete
from jevons.market.vocabulary import LOCAL_TIER, TIERS

FRONTIER, MID, SMALL, EMBED = range(LOCAL_TIER)
DATES = [0, 2, 4, 13]
"""Of the models: 2023, 2025, 2027 and the end of 2035."""
IN_2023, IN_2025, IN_2027, IN_2035 = range(len(DATES))
STATIC, CONTINUOUS, DRAFTING, APART = range(len(ENGINES))
BF16, FP8, FP4 = Precision.BF16, Precision.FP8, Precision.FP4


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tables are kept apart from the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JEVONS_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def served(models: Architecture) -> Architecture:
    """What halls serve, (tiers, classes)."""
    return Architecture(**{f.name: getattr(models, f.name)[DATES, :LOCAL_TIER].T.copy() for f in fields(models)})


def build(
    systems: ServingSystems,
    models: Architecture,
    constants: ServingConstants | None = None,
    halls: list[int] | None = None,
) -> ServingTable:
    at_work = np.flatnonzero(np.isin(systems.role, [Role.ACCELERATOR, Role.SRAM])) if halls is None else halls
    local = np.flatnonzero(systems.role == Role.LOCAL) if halls is None else []
    return build_table(systems, at_work, local, served(models), models.at((DATES, LOCAL_TIER)), constants)


@pytest.fixture(scope="module")
def table(systems: ServingSystems, models: Architecture) -> ServingTable:
    return build(systems, models)


@pytest.fixture(scope="module")
def place(table: ServingTable, names: list[str]) -> dict[str, int]:
    """Where a system of halls stands in the table."""
    return {names[y]: n for n, y in enumerate(table.halls)}


def output(table: ServingTable, context: float) -> np.ndarray:
    """System-seconds of an output token, (tiers, classes, precisions, engines, speeds, halls)."""
    part = table.output.astype(np.float64)
    return np.asarray(np.exp(part[..., 0]) + context * np.exp(part[..., 1]))


def fresh(table: ServingTable, attended: float = 0.0) -> np.ndarray:
    """System-seconds of a fresh token, (tiers, classes, precisions, halls)."""
    part = np.exp(table.prompt.astype(np.float64))
    return np.asarray(part[..., 0] + attended * part[..., 1])


def of_kind(table: ServingTable, systems: ServingSystems, role: Role) -> np.ndarray:
    return np.asarray(systems.role[table.halls] == role)


def test_every_machine_in_halls_prices_every_tier_on_every_date(table: ServingTable, names: list[str]) -> None:
    assert table.output.shape == (LOCAL_TIER, len(DATES), 3, len(ENGINES), len(SPEEDS), len(table.halls), FIGURES)
    assert table.output.dtype == table.prompt.dtype == np.float32
    slowest = table.output[:, :, :, :, 0]
    bad = {names[table.halls[n]] for n in np.argwhere(~np.isfinite(slowest))[:, -2]}
    assert not bad
    assert np.isfinite(table.prompt).all()
    assert not np.isnan(table.output).any()


def test_a_machine_that_sells_a_speed_sells_all_below_it(table: ServingTable) -> None:
    reached = np.isfinite(table.output[..., 0])
    assert (reached[:, :, :, :, 1:] <= reached[:, :, :, :, :-1]).all()
    assert not reached.all()


def test_users_machines_run_the_local_tier_and_not_the_frontier(
    table: ServingTable, systems: ServingSystems, names: list[str], models: Architecture
) -> None:
    mine = [names[y] for y in table.own]
    assert {"m5_max", "dgx_spark", "rtx5090"} <= set(mine)
    assert np.isfinite(table.mine[:, [mine.index(name) for name in ("m5_max", "dgx_spark", "rtx5090")]]).all()
    frontier = build_table(systems, [], table.own, served(models), models.at((DATES, FRONTIER)))
    assert np.isinf(frontier.mine).all()
    assert frontier.output.shape[-2] == 0


def test_weights_beyond_the_largest_pod_are_refused(
    systems: ServingSystems, names: list[str], models: Architecture
) -> None:
    """1.3e12 parameters in bf16 on 8 chips of 80 GB: 2,600 GB above 576 GB."""
    a100 = names.index("a100")
    few, many = (build(systems, models, ServingConstants(pod_limit=limit), [a100]) for limit in (8.0, 256.0))
    assert np.isinf(few.output[FRONTIER, IN_2023, BF16, ..., 0]).all()
    assert np.isfinite(many.output[FRONTIER, IN_2023, BF16, :, 0, :, 0]).all()
    assert np.isfinite(few.output[SMALL, IN_2023, BF16, :, 0, :, 0]).all()


def test_a_rack_is_its_chips(table: ServingTable, place: dict[str, int]) -> None:
    """72 GB200 in a rack; the rack's row rounds memory (13,500 for 13,392 GB), so within some per cent."""
    rack, chip = place["gb200_nvl72"], place["gb200"]
    prompt, token = fresh(table), output(table, 8192.0)
    assert prompt[..., chip] == pytest.approx(72 * prompt[..., rack], rel=1e-5)
    ratio = token[:, :, :, :, 0, chip] / token[:, :, :, :, 0, rack]
    assert ratio == pytest.approx(np.full_like(ratio, 72.0), rel=0.1)


def test_narrow_weights_are_cheaper_where_a_chip_computes_in_them(table: ServingTable, place: dict[str, int]) -> None:
    b200, a100 = place["b200"], place["a100"]
    token, prompt = output(table, SHORT_CONTEXT), fresh(table)
    for tier in (FRONTIER, MID, SMALL):
        wide, narrow, narrowest = token[tier, IN_2027, :, CONTINUOUS, 2, b200]
        assert wide > narrow > narrowest
        assert prompt[tier, IN_2027, BF16, b200] == pytest.approx(2.0 * prompt[tier, IN_2027, FP8, b200], rel=0.01)
    for precision in (FP8, FP4):
        assert table.output[:, :, precision, ..., a100, :].tobytes() == table.output[:, :, BF16, ..., a100, :].tobytes()


def test_cells_are_copies_just_where_a_format_is_missing(table: ServingTable, systems: ServingSystems) -> None:
    accelerators = of_kind(table, systems, Role.ACCELERATOR)
    for wanted, rate in ((FP8, systems.fp8_tflops), (FP4, systems.fp4_tflops)):
        same = (table.output[:, :, wanted] == table.output[:, :, wanted - 1]).all(axis=(0, 1, 2, 3, 5))
        lacks = rate[table.halls] == 0.0
        assert 0 < lacks.sum() < len(lacks)
        np.testing.assert_array_equal(same[accelerators], lacks[accelerators])


def test_more_speed_costs_more(table: ServingTable, systems: ServingSystems) -> None:
    for context in (SHORT_CONTEXT, LONG_CONTEXT):
        token = output(table, context)[:, :, :, CONTINUOUS:, :, of_kind(table, systems, Role.ACCELERATOR)]
        slow, fast = token[:, :, :, :, :-1], token[:, :, :, :, 1:]
        reached = np.isfinite(fast)
        assert (fast[reached] >= slow[reached] * (1 - 1e-5)).all()
        assert np.median(np.where(np.isfinite(token), token, 0.0).max(axis=4) / token[:, :, :, :, 0]) > 1.5


def test_users_get_the_speed_that_sells(table: ServingTable, place: dict[str, int]) -> None:
    """20, 28 and 57 tokens/s for the frontier, mid and small models of 2025 and after."""
    for name in ("h100", "b200", "gb200_nvl72", "tpu_v7", "trn2"):
        for tier, speed in ((FRONTIER, 2), (MID, 3), (SMALL, 5)):
            assert np.isfinite(table.output[tier, IN_2025:, FP8, CONTINUOUS:, speed, place[name], 0]).all()


def test_longer_context_costs_more(table: ServingTable, systems: ServingSystems) -> None:
    accelerators = of_kind(table, systems, Role.ACCELERATOR)
    short, long = (output(table, context)[:, :, :, :, 0, accelerators] for context in (6e3, 60e3))
    assert (long > short * 1.01).all()
    assert (fresh(table, 60e3) > fresh(table, 6e3)).all()


def test_no_engine_is_dearer_than_the_one_below_it(table: ServingTable) -> None:
    """At any speed and, since costs are lines that are exact at both ends, at any context between."""
    for context in (SHORT_CONTEXT, LONG_CONTEXT):
        token = output(table, context)
        for below, above in pairwise(range(len(ENGINES))):
            reached = np.isfinite(token[:, :, :, below])
            assert (token[:, :, :, above][reached] <= token[:, :, :, below][reached] * (1 + 1e-5)).all()


def test_drafting_gains_most_near_the_knee(table: ServingTable, place: dict[str, int]) -> None:
    """Measured on GB200: multi-token prediction gains 1.0-1.1x at 30 tokens/s and 4-7x at 75-100."""
    token = output(table, 8192.0)[FRONTIER, IN_2025, FP4, :, :, place["gb200_nvl72"]]
    last = int(np.isfinite(token[CONTINUOUS]).sum()) - 1
    gain = token[CONTINUOUS, : last + 1] / token[DRAFTING, : last + 1]
    assert np.isfinite(token[DRAFTING, last + 1])
    assert (np.diff(gain) > 0.0).all()
    assert 1.0 < gain[0] < 2.0
    assert gain[last] > 4.0


def test_prefill_apart_raises_the_fastest_speed(
    systems: ServingSystems, names: list[str], models: Architecture
) -> None:
    """With twenty fresh tokens an output token, prefill between them leaves little time for decode."""
    table = build(systems, models, ServingConstants(fresh_per_output=20.0), [names.index("h100")])
    speeds = np.isfinite(table.output[[FRONTIER, MID, SMALL], :, FP8, ..., 0, 0]).sum(axis=-1)
    assert (speeds[..., APART] >= speeds[..., DRAFTING]).all()
    assert (speeds[..., APART] > speeds[..., DRAFTING]).any()


def test_double_bandwidth_doubles_throughput_where_bandwidth_binds(
    systems: ServingSystems, names: list[str], models: Architecture
) -> None:
    """Long context at low speed, latency and prefill set aside: decode reads cache and little else."""
    still = ServingConstants(
        kernel_seconds=0.0, step_seconds=0.0, reduce_seconds=0.0, sequence_seconds=0.0, fresh_per_output=0.0
    )
    h20 = names.index("h20")
    one = {f.name: getattr(systems, f.name)[[h20]] for f in fields(systems)}
    one |= {"link_gb_s": np.array([1e6]), "bf16_tflops": np.array([1e6]), "fp8_tflops": np.array([2e6])}
    base = ServingSystems(**one)
    twice = replace(base, bandwidth_tb_s=2 * base.bandwidth_tb_s)
    before, after = (
        output(build(s, models, still, [0]), LONG_CONTEXT)[SMALL, IN_2023, FP8, CONTINUOUS, 4, 0] for s in (base, twice)
    )
    assert before / after == pytest.approx(2.0, rel=0.15)


def test_a_mixture_is_cheaper_than_a_dense_model_of_its_total(
    systems: ServingSystems, names: list[str], models: Architecture
) -> None:
    dense = replace(models, active=models.total, expert=np.zeros_like(models.total))
    halls = [names.index(name) for name in ("h100", "b200", "gb200", "tpu_v7")]
    mixed, whole = (build(systems, m, None, halls) for m in (models, dense))
    late = np.s_[:SMALL, IN_2025:, :, CONTINUOUS:, 0]
    assert (output(mixed, SHORT_CONTEXT)[late] < output(whole, SHORT_CONTEXT)[late]).all()
    assert (fresh(mixed)[:SMALL, IN_2025:] < fresh(whole)[:SMALL, IN_2025:]).all()


def test_on_chip_memory_is_fast_and_dear(table: ServingTable, place: dict[str, int]) -> None:
    """The trap: by bandwidth an LPX rack (40,000 TB/s) would beat an NVL72 (576 TB/s) by up to 70 times."""
    lpx, nvl = place["groq3_lpx"], place["gb200_nvl72"]
    reached = np.isfinite(table.output[..., 0])
    token = output(table, SHORT_CONTEXT)
    for tier in (FRONTIER, MID, SMALL):
        assert reached[tier, IN_2027, FP8, APART, :, lpx].all()
        assert token[tier, IN_2027, FP8, APART, 0, lpx] > token[tier, IN_2027, FP8, APART, 0, nvl]
    assert not reached[FRONTIER, IN_2027, FP8, APART, -1, nvl]


def test_a_table_of_some_machines_and_classes_is_a_part_of_the_whole(
    table: ServingTable, systems: ServingSystems, models: Architecture
) -> None:
    halls, some = table.halls[[7, 3]], [IN_2035, IN_2023]
    ours = served(models).at((slice(None), some))
    part = build_table(systems, halls, table.own[[1]], ours, models.at(([DATES[k] for k in some], LOCAL_TIER)))
    assert part.output.tobytes() == table.output[:, some][:, :, :, :, :, [7, 3]].tobytes()
    assert part.prompt.tobytes() == table.prompt[:, some][:, :, :, [7, 3]].tobytes()
    assert part.mine.tobytes() == table.mine[some][:, [1]].tobytes()


def test_what_does_not_fit_together_is_refused(systems: ServingSystems, models: Architecture) -> None:
    tiers, classes = served(models), models.at((DATES, LOCAL_TIER))
    for wrong in ((classes, classes), (tiers, tiers), (classes, tiers)):
        with pytest.raises(ValueError, match="models must be"):
            build_table(systems, [0], [], *wrong)
    with pytest.raises(ValueError, match="one length"):
        replace(systems, stack=np.ones(3))
    with pytest.raises(ValueError, match="above 0"):
        replace(systems, chips=np.zeros(len(systems)))


def test_missing_links_are_filled_from_bandwidth() -> None:
    """8 TB/s a chip and a tenth of it as link; eight chips as a domain; 16 us for a layer of on-chip memory."""
    one, missing, none = np.ones(1), np.full(1, np.nan), np.zeros(1)
    columns = {f.name: one for f in fields(ServingSystems)}
    columns |= {"fp8_tflops": missing, "bandwidth_tb_s": 8 * one, "link_gb_s": missing, "world": none}
    whole = complete(ServingSystems(**columns | {"layer_seconds": none}), ServingConstants())  # type: ignore[arg-type]
    assert whole.link_gb_s[0] == pytest.approx(800.0)
    assert whole.world[0] == 8.0
    assert whole.fp8_tflops[0] == 0.0
    assert whole.layer_seconds[0] == 16e-6


def test_every_tier_has_its_models(table: ServingTable) -> None:
    """The smaller the model, the cheaper, on every machine and date."""
    prompt = fresh(table)
    for larger, smaller in ((FRONTIER, MID), (MID, SMALL), (SMALL, EMBED)):
        assert (prompt[larger] > prompt[smaller]).all(), (TIERS[larger], TIERS[smaller])
