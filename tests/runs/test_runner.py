import math
import os
import signal
import subprocess
import sys

import pytest

from jevons.runs.runner import ONE_THREAD, Chunks, WorkerLostError, one_thread_each, processors, run_many

# Two quick tasks, then some that outlast the test; says how far it is.
LONG = """
import time
from jevons.runs.runner import run_many
run_many([0.0] * 2 + [300.0] * 4, time.sleep, 2, lambda done, tasks: print(done, flush=True))
"""


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Kernels are compiled before any worker starts, so that no test waits for it."""
    from jevons.runs.runner import warm_kernels

    warm_kernels()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    assert run_many(range(40), math.sqrt, workers) == [math.sqrt(n) for n in range(40)]


def test_one_worker_runs_here() -> None:
    assert set(run_many([()] * 3, _here, 1)) == {os.getpid()}


def _here(_task: tuple[()]) -> int:
    return os.getpid()


def test_several_workers_are_processes_of_one_thread() -> None:
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    assert run_many(ONE_THREAD, os.getenv, 2) == ["1"] * len(ONE_THREAD)
    assert {name: os.environ.get(name) for name in ONE_THREAD} == before


def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    with one_thread_each():
        assert os.environ["OMP_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_goes_from_none_to_all(workers: int) -> None:
    seen: list[tuple[int, int]] = []
    run_many([1.0] * 9, math.sqrt, workers, lambda done, tasks: seen.append((done, tasks)))
    assert seen[0] == (0, 9)
    assert seen[-1] == (9, 9)
    assert seen == sorted(set(seen))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_task_comes_through(workers: int) -> None:
    with pytest.raises(ValueError, match=r"math domain error|nonnegative input"):
        run_many([4.0, -1.0, 9.0], math.sqrt, workers)


def test_a_lost_worker_is_said_clearly() -> None:
    with pytest.raises(WorkerLostError, match="ended before its tasks were done"):
        run_many([9, 9], os._exit, 2)


@pytest.mark.parametrize("workers", [0, -2])
def test_there_is_at_least_one_worker(workers: int) -> None:
    with pytest.raises(ValueError, match="workers: at least 1"):
        run_many([1.0], math.sqrt, workers)


def test_no_tasks_no_results() -> None:
    assert run_many([], math.sqrt) == []
    assert processors() >= 1


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_parent(ending: signal.Signals) -> None:
    """Workers hold the same standard output: reading it ends when the last of them is gone."""
    process = subprocess.Popen(
        [sys.executable, "-c", LONG], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    while process.stdout.readline().strip() != "2":
        assert process.poll() is None
    process.send_signal(ending)
    process.communicate(timeout=60)
    assert process.returncode == -ending


def lengths(chunks: Chunks) -> list[int]:
    return [len(span) for span in iter(chunks.take, range(0))]


def test_chunks_cover_all_tasks_once() -> None:
    chunks, seen = Chunks(103, 4), []
    chunks.learn(0.07)
    while span := chunks.take():
        seen += list(span)
    assert seen == list(range(103))


def test_chunks_are_single_tasks_until_something_is_known() -> None:
    assert lengths(Chunks(5, 2)) == [1] * 5


def test_chunks_last_about_a_second_and_get_shorter_at_the_end() -> None:
    chunks = Chunks(100, 2)
    chunks.learn(0.1)
    found = lengths(chunks)
    assert found[0] == 10
    assert found[-1] == 1
    assert found == sorted(found, reverse=True)


def test_a_slow_first_task_does_not_count() -> None:
    chunks = Chunks(1000, 2)
    chunks.learn(0.02)
    chunks.learn(30.0)
    assert len(chunks.take()) == 50
