"""How fast the engine is: prints each figure beside its target and writes `bench.json`.

Times are medians of warm runs in one process, one thread; memory and first compilation are measured in processes of
their own. Usage: python benchmarks/engine.py [--quick]  (quick: no million users, no ensemble).
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jevons.agents import buyers
from jevons.agents.population import open_market
from jevons.market import machine_time
from jevons.market.kernels import user_folder
from jevons.market.scenario import Scenario
from jevons.market.world import build_world
from jevons.runs.memory import keep_memory

REFERENCE_USERS = 2_000


def seconds_of(work: Callable[[], object], times: int = 5) -> float:
    """Median seconds of some warm repetitions."""
    work()
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def whole_run(users: int) -> None:
    """One run of 156 months, set-up included."""
    open_market(build_world(Scenario(users=users))).run_model()


def users_side(users: int) -> tuple[float, int]:
    """Seconds in the users' kernel over a run, and active pipeline-months: pipelines that somebody has adopted."""
    spent, active = 0.0, 0
    kernel = buyers.decide

    def timed(*args: object) -> None:
        nonlocal spent
        start = time.perf_counter()
        kernel(*args)
        spent += time.perf_counter() - start

    market = open_market(build_world(Scenario(users=users)))
    buyers.decide = timed
    try:
        while market.running:
            market.step()
            active += int((market.buyers.pipelines.adopted > 0.0).sum())
    finally:
        buyers.decide = kernel
    return spent, active


def slope_ns(small: int, large: int) -> float:
    """Nanoseconds a further active pipeline-month takes, between two sizes."""
    (t0, n0), (t1, n1) = users_side(small), users_side(large)
    return (t1 - t0) / (n1 - n0) * 1e9


def apart(code: str, **environment: str) -> str:
    """What a fresh process prints."""
    shell = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-c", code], env=shell, capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


def bytes_per_user(small: int, large: int) -> float:
    """Slope of peak memory between two sizes, three months each, in bytes a user."""
    code = (
        "from jevons.agents.population import open_market;"
        "from jevons.market.scenario import Scenario;from jevons.market.world import build_world;"
        "m=open_market(build_world(Scenario(users={users})));[m.step() for _ in range(3)];"
        "print(next(row.split()[1] for row in open('/proc/self/status') if row.startswith('VmHWM')))"
    )
    peak = [int(apart(code.format(users=users))) * 1024 for users in (small, large)]
    return (peak[1] - peak[0]) / (large - small)


def first_compile() -> float:
    """Seconds that a first tiny run takes more than a second one, in a process with an empty kernel cache."""
    code = (
        "import time;from jevons.agents.population import simulate;from jevons.market.scenario import Scenario;"
        "s=Scenario(users=500,base_month='2023-02',target_month='2023-03',end='2023-03');"
        "a=time.time();simulate(s);b=time.time();simulate(s);print((b-a)-(time.time()-b))"
    )
    with tempfile.TemporaryDirectory() as empty:
        return float(apart(code, JEVONS_CACHE=empty))


def ensemble() -> float:
    """Seconds of `jevons forecast --runs 200`, report included, kernels compiled."""
    command = Path(sys.executable).with_name("jevons")
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run([command, "forecast", "--runs", "200", "--out", folder], capture_output=True, check=True)
        return time.perf_counter() - start


def ratio_to_mesa() -> float:
    """A whole run with one Mesa agent a user over the fast one, both at 2,000 users."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from tests.reference import ReferencePopulation

    world = build_world(Scenario(users=REFERENCE_USERS))
    start = time.perf_counter()
    open_market(world, population=ReferencePopulation).run_model()
    slow = time.perf_counter() - start
    return slow / seconds_of(lambda: whole_run(REFERENCE_USERS), 3)


def serving_table(*, kept: bool) -> float:
    """Seconds to have the serving table of the baseline: from its file, or built."""
    world = build_world(Scenario())
    machine_time.scenario_table(world)
    if not kept:
        shutil.rmtree(user_folder() / "tables")
    machine_time.built_table.cache_clear()
    start = time.perf_counter()
    machine_time.scenario_table(world)
    return time.perf_counter() - start


def measure(quick: bool) -> list[dict[str, str | float]]:
    """All figures with their targets."""
    wanted: list[tuple[str, Callable[[], float], str, float, bool]] = [
        ("run_10k_ms", lambda: seconds_of(lambda: whole_run(10_000)) * 1e3, "ms", 120.0, False),
        ("run_1m_s", lambda: seconds_of(lambda: whole_run(1_000_000), 1), "s", 9.0, True),
        ("bytes_per_user", lambda: bytes_per_user(100_000, 400_000), "B", 300.0, False),
        ("ns_per_pipeline_month", lambda: slope_ns(100_000, 1_000_000), "ns", 20.0, True),
        ("ratio_to_mesa", ratio_to_mesa, "ratio", 150.0, True),
        ("first_compile_s", first_compile, "s", 20.0, False),
        ("table_s", lambda: serving_table(kept=False), "s", 2.0, False),
        ("table_kept_s", lambda: serving_table(kept=True), "s", 0.05, False),
        ("forecast_200_s", ensemble, "s", 30.0, True),
    ]
    found: list[dict[str, str | float]] = []
    for name, figure, unit, target, long in wanted:
        if quick and long:
            continue
        value = figure()
        found.append({"name": name, "value": round(value, 3), "unit": unit, "target": target})
        print(f"{name:24s} {value:10.2f} {unit:6s} target {target:g}", flush=True)
    return found


if __name__ == "__main__":
    keep_memory()
    figures = measure(quick="--quick" in sys.argv)
    Path("bench.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"bench.json written; peak memory of this process {peak_mb:.0f} MB")
