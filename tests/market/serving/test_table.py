from dataclasses import fields, replace
from itertools import pairwise
from time import perf_counter

import numpy as np
import pytest

from jevons.market.serving import (
    Architecture,
    Precision,
    Role,
    ServingConstants,
    ServingSystems,
    ServingTable,
    Speculation,
    build_table,
)
from jevons.market.serving.price import LONG_CONTEXT, SHORT_CONTEXT, output_line
from jevons.market.serving.systems import complete
from jevons.market.vocabulary import TIERS

KINDS = ("fresh", "cached", "output", "context")
FRONTIER, MID, SMALL = (TIERS.index(t) for t in ("frontier", "mid", "small"))


@pytest.fixture(scope="module")
def table(systems: ServingSystems, models: Architecture, precision: np.ndarray, speed: np.ndarray) -> ServingTable:
    return build_table(systems, models, precision, speed)


def changed(systems: ServingSystems, name: str, **columns: float) -> ServingSystems:
    """One accelerator alone, with some of its columns replaced."""
    one = {f.name: getattr(systems, f.name)[[int(name)]] for f in fields(ServingSystems)}
    return ServingSystems(**(one | {key: np.array([value]) for key, value in columns.items()}))


def test_every_serving_machine_prices_every_tier_on_every_date(
    table: ServingTable, systems: ServingSystems, names: list[str]
) -> None:
    serving = np.isin(systems.role, [Role.ACCELERATOR, Role.SRAM])
    for kind in KINDS:
        seconds = getattr(table, kind)
        assert seconds.dtype == np.float64
        bad = [names[y] for y in np.flatnonzero(serving) if not np.isfinite(seconds[y]).all()]
        assert not bad, f"{kind}: {bad}"
        assert np.nanmin(seconds) >= 0.0
    for kind in ("fresh", "cached", "output"):
        assert np.nanmin(getattr(table, kind)) > 0.0


def test_racks_of_processors_and_storage_serve_nothing(table: ServingTable, names: list[str]) -> None:
    for name in ("vera_cpu_rack", "cmx_storage"):
        y = names.index(name)
        assert all(np.isinf(getattr(table, kind)[y]).all() for kind in KINDS)
        assert (table.speed[y] == 0.0).all()


def test_local_machines_run_the_local_tier_and_not_the_frontier(table: ServingTable, names: list[str]) -> None:
    for name in ("m5_max", "dgx_spark", "quietbox2", "rtx5090"):
        y = names.index(name)
        assert np.isfinite(table.output[y, :, TIERS.index("local")]).all()
        assert np.isinf(table.output[y, :, FRONTIER]).all()


def test_weights_beyond_the_largest_pod_are_refused(
    systems: ServingSystems, names: list[str], models: Architecture, precision: np.ndarray, speed: np.ndarray
) -> None:
    """1.3e12 parameters in bf16 on 8 chips of 80 GB: 2,600 GB above 576 GB."""
    small_pods = ServingConstants(pod_limit=8.0)
    table = build_table(systems, models, precision, speed, small_pods)
    assert np.isinf(table.output[names.index("a100"), 0, FRONTIER])
    assert np.isinf(table.fresh[names.index("a100"), 0, FRONTIER])
    assert np.isfinite(table.output[names.index("a100"), 0, SMALL])


def test_a_rack_is_its_chips(table: ServingTable, names: list[str]) -> None:
    """72 GB200 in a rack; the rack's row rounds memory (13,500 for 13,392 GB), so within a few per cent."""
    rack, chip = names.index("gb200_nvl72"), names.index("gb200")
    assert table.fresh[chip] == pytest.approx(72 * table.fresh[rack], rel=1e-6)
    ratio = table.output_at(8192.0)[chip] / table.output_at(8192.0)[rack]
    assert ratio == pytest.approx(np.full_like(ratio, 72.0), rel=0.1)


def test_narrow_weights_are_cheaper(
    systems: ServingSystems, names: list[str], models: Architecture, speed: np.ndarray
) -> None:
    wide, narrow, narrowest = (
        build_table(systems, models, p, speed) for p in (Precision.BF16, Precision.FP8, Precision.FP4)
    )
    b200 = names.index("b200")
    for tier in (FRONTIER, MID, SMALL):
        at = [t.output_at(4096.0)[b200, 3, tier] for t in (wide, narrow, narrowest)]
        assert at[0] > at[1] > at[2]
        assert wide.fresh[b200, 3, tier] > narrow.fresh[b200, 3, tier]
    a100 = names.index("a100")
    assert (wide.output[a100] == narrowest.output[a100]).all()


def test_more_speed_costs_more(systems: ServingSystems, models: Architecture, precision: np.ndarray) -> None:
    tables = [build_table(systems, models, precision, v) for v in (5.0, 10.0, 20.0, 40.0, 80.0, 160.0)]
    for slow, fast in pairwise(tables):
        before, after = slow.output_at(LONG_CONTEXT), fast.output_at(LONG_CONTEXT)
        assert (after >= before * (1 - 1e-9)).all()
        assert (after > before).any()


def test_users_get_the_speed_they_buy_where_a_machine_can(
    table: ServingTable, names: list[str], speed: np.ndarray
) -> None:
    for name in ("h100", "b200", "gb200_nvl72", "tpu_v7", "trn2"):
        given = table.speed[names.index(name), 2:, :3]
        assert (given >= 0.98 * speed[:3]).all()


def test_longer_context_costs_more(table: ServingTable, systems: ServingSystems) -> None:
    accelerators = systems.role == Role.ACCELERATOR
    assert (table.context[accelerators] > 0.0).all()
    assert (table.output_at(60e3)[accelerators] > table.output_at(6e3)[accelerators]).all()
    assert (table.fresh_at(60e3)[accelerators] > table.fresh_at(6e3)[accelerators]).all()
    assert table.fresh_at(table.prefill_context)[accelerators] == pytest.approx(table.fresh[accelerators])


def test_a_cached_token_is_far_cheaper_than_a_fresh_one(table: ServingTable, systems: ServingSystems) -> None:
    accelerators = systems.role == Role.ACCELERATOR
    ratio = (table.cached[accelerators] / table.fresh[accelerators])[:, :, :3]
    assert (ratio > 0.0).all()
    assert np.median(ratio) < 0.1


def test_double_bandwidth_doubles_throughput_where_bandwidth_binds(
    systems: ServingSystems, names: list[str], models: Architecture
) -> None:
    """Long context at low speed, latency and prefill set aside: decode reads cache and little else."""
    still = ServingConstants(
        kernel_seconds=0.0, step_seconds=0.0, reduce_seconds=0.0, sequence_seconds=0.0, fresh_per_output=0.0
    )
    h20 = str(names.index("h20"))
    base = changed(systems, h20, link_gb_s=1e6, bf16_tflops=1e6, fp8_tflops=2e6)
    twice = replace(base, bandwidth_tb_s=2 * base.bandwidth_tb_s)
    one, two = (
        build_table(s, models, Precision.FP8, 40.0, still).output_at(LONG_CONTEXT)[0, 0, SMALL] for s in (base, twice)
    )
    assert one / two == pytest.approx(2.0, rel=0.15)


def test_a_mixture_is_cheaper_than_a_dense_model_of_its_total(
    systems: ServingSystems, names: list[str], models: Architecture, precision: np.ndarray
) -> None:
    dense = replace(models, active=models.total, expert=np.zeros_like(models.total))
    sparse_table = build_table(systems, models, precision, 20.0)
    dense_table = build_table(systems, dense, precision, 20.0)
    for name in ("h100", "b200", "gb200", "tpu_v7"):
        y = names.index(name)
        assert (sparse_table.output_at(4096.0)[y, 3:, :3] < dense_table.output_at(4096.0)[y, 3:, :3]).all()
        assert (sparse_table.fresh[y, 3:, :3] < dense_table.fresh[y, 3:, :3]).all()


def test_sram_machines_are_fast_and_dear(table: ServingTable, names: list[str]) -> None:
    """The trap: by bandwidth an LPX rack (40,000 TB/s) would beat an NVL72 (576 TB/s) by up to 70 times."""
    lpx, nvl = names.index("groq3_lpx"), names.index("gb200_nvl72")
    for tier in (FRONTIER, MID, SMALL):
        assert table.speed[lpx, 4, tier] > 5 * table.speed[nvl, 4, tier]
        assert table.output_at(4096.0)[lpx, 4, tier] > table.output_at(4096.0)[nvl, 4, tier]


def test_speculation_changes_the_price_of_output_only(
    systems: ServingSystems,
    names: list[str],
    models: Architecture,
    precision: np.ndarray,
    table: ServingTable,
) -> None:
    drafted = build_table(
        systems, models, precision, [20.0, 30.0, 50.0, 100.0, 30.0], speculation=Speculation(2.0, 1.9)
    )
    y = names.index("h100")
    assert (drafted.fresh == table.fresh).all()
    assert (drafted.output_at(4096.0)[y, :, FRONTIER] != table.output_at(4096.0)[y, :, FRONTIER]).all()


def test_the_line_never_makes_short_contexts_free() -> None:
    """Costs 1 and 32 at contexts 1 to 16 have a negative intercept: it is held at the floor."""
    intercept, slope = output_line(1.0, 32.0, 0.25)
    assert intercept == 0.25
    assert intercept + slope * LONG_CONTEXT == pytest.approx(32.0)
    intercept, slope = output_line(2.0, 10.0, 0.25)
    assert intercept + slope * SHORT_CONTEXT == pytest.approx(2.0)
    assert intercept + slope * LONG_CONTEXT == pytest.approx(10.0)


def test_missing_links_are_filled_from_bandwidth() -> None:
    one = np.ones(1)
    system = ServingSystems(
        one,
        one * np.nan,
        one * 0,
        one,
        one * 8,
        one * 0,
        one,
        one,
        one * np.nan,
        one * 0,
        one.astype(int),
        one,
        one,
        one * 0,
    )
    whole = complete(system, ServingConstants())
    assert whole.link_gb_s[0] == pytest.approx(800.0)
    assert whole.world[0] == 8.0
    assert whole.fp8_tflops[0] == 0.0
    assert whole.layer_seconds[0] == 16e-6


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"precision": 9}, "precision codes"),
        ({"speed": 0.0}, "above 0"),
        ({"speculation": Speculation(1.0, 0.0)}, "above 0"),
    ],
)
def test_what_cannot_be_priced_is_refused(
    bad: dict[str, object], message: str, systems: ServingSystems, models: Architecture
) -> None:
    arguments = {"precision": Precision.FP8, "speed": 20.0} | bad
    with pytest.raises(ValueError, match=message):
        build_table(systems, models, **arguments)


def test_columns_of_unequal_length_are_refused(systems: ServingSystems) -> None:
    with pytest.raises(ValueError, match="one length"):
        replace(systems, stack=np.ones(3))


@pytest.mark.slow
def test_a_hundred_systems_cost_a_few_milliseconds(
    systems: ServingSystems, models: Architecture, precision: np.ndarray, speed: np.ndarray
) -> None:
    """About 8 ms on one core; the bound leaves room for a busy machine."""
    hundred = ServingSystems(**{f.name: np.resize(getattr(systems, f.name), 100) for f in fields(ServingSystems)})
    build_table(hundred, models, precision, speed)
    times = []
    for _ in range(5):
        start = perf_counter()
        build_table(hundred, models, precision, speed)
        times.append(perf_counter() - start)
    assert min(times) < 0.05


def test_cells_that_nobody_wants_are_left_out(
    table: ServingTable, systems: ServingSystems, models: Architecture, precision: np.ndarray, speed: np.ndarray
) -> None:
    wanted = np.zeros(table.output.shape, dtype=bool)
    wanted[::2, 1:, SMALL] = True
    part = build_table(systems, models, precision, speed, wanted=wanted)
    for kind in KINDS:
        assert (getattr(part, kind)[wanted] == getattr(table, kind)[wanted]).all()
        assert np.isinf(getattr(part, kind)[~wanted]).all()
