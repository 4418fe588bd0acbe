"""The runner: the same function for many tasks, here or in other processes, with the same results.

Workers are fresh processes (spawn) that end with the process that started them, however it ends. Tasks go out
in chunks of about a second, so that handing them over costs nothing and progress is seen.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from jevons.runs.memory import Sweeper, keep_memory

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int], None]
"""Called with the number of finished tasks and of all tasks."""

CHUNK_SECONDS: Final = 1.0
LOOK_EVERY_SECONDS: Final = 1.0
CHUNKS_AHEAD: Final = 2
ONE_THREAD: Final = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerLostError(RuntimeError):
    """A worker process ended before its tasks were done; nothing of the results is kept."""


def run_many(
    tasks: Sequence[T],
    function: Callable[[T], R],
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[R]:
    """Apply a function to every task.

    Args:
        tasks: arguments; picklable where there is more than one worker.
        function: importable function of one task. What it returns must not depend on who runs it.
        workers: processes; 1 runs all here, None takes one for each processor at hand.
        progress: told how far it is, with 0 at the start.

    Returns:
        Results in the order of the tasks, the same for any number of workers.

    Raises:
        ValueError: fewer than 1 worker.
        WorkerLostError: a worker was killed or crashed.
        Exception: whatever the function raises, at the first task that is seen to fail.
    """
    workers = processors() if workers is None else workers
    if workers < 1:
        raise ValueError(f"workers: at least 1 is needed; got {workers}")
    told = progress or untold
    told(0, len(tasks))
    workers = min(workers, len(tasks))
    if workers <= 1:
        keep_memory()
        return list(_run_here(tasks, function, told))
    warm_kernels()
    with one_thread_each():
        return _run_apart(tasks, function, workers, told)


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def warm_kernels() -> None:
    """Compile all kernels into the cache by a short run, where there are none: workers would do it each."""
    from jevons.market.kernels import cache_folder

    if any(cache_folder().rglob("*.nbi")):
        return
    from jevons.agents.population import simulate
    from jevons.market.scenario import Scenario

    simulate(Scenario(users=500, base_month="2023-02", target_month="2023-03", end="2023-03"))


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let processes that start meanwhile use one thread each: they share the processors among them."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _run_here(tasks: Sequence[T], function: Callable[[T], R], told: Progress) -> Iterator[R]:
    for done, task in enumerate(tasks, 1):
        yield function(task)
        told(done, len(tasks))


def _run_apart(tasks: Sequence[T], function: Callable[[T], R], workers: int, told: Progress) -> list[R]:
    context = get_context("spawn")
    lifeline, hold = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, context, enter_worker, (os.getpid(), lifeline))
    try:
        with interrupts_held() as interrupted:
            return _collect(pool, tasks, function, workers, told, interrupted)
    except BrokenProcessPool:
        raise WorkerLostError(
            "a worker process ended before its tasks were done: killed, or out of memory? Try fewer workers"
        ) from None
    except BaseException:
        hold.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        hold.close()
        lifeline.close()


@contextmanager
def interrupts_held() -> Iterator[threading.Event]:
    """Hold interrupts until somebody looks: one amid a pool's locks would leave them taken, and the end never come.

    Only where an interrupt would raise in this thread; yields what it sets.
    """
    interrupted = threading.Event()
    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield interrupted
        return
    signal.signal(signal.SIGINT, lambda _number, _frame: interrupted.set())
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _collect(
    pool: ProcessPoolExecutor,
    tasks: Sequence[T],
    function: Callable[[T], R],
    workers: int,
    told: Progress,
    interrupted: threading.Event,
) -> list[R]:
    """Keep every worker's queue filled and put results in the order of the tasks."""
    chunks = Chunks(len(tasks), workers)
    found: dict[int, list[R]] = {}
    running: dict[Future[tuple[list[R], float]], int] = {}
    ready: SimpleQueue[Future[tuple[list[R], float]]] = SimpleQueue()
    done = 0
    while done < len(tasks):
        while len(running) < CHUNKS_AHEAD * workers and (span := chunks.take()):
            future = pool.submit(_run_chunk, function, tasks[span.start : span.stop])
            running[future] = span.start
            future.add_done_callback(ready.put)
        future = _first(ready, interrupted)
        results, seconds = future.result()
        found[running.pop(future)] = results
        chunks.learn(seconds / len(results))
        done += len(results)
        told(done, len(tasks))
    return [result for start in sorted(found) for result in found[start]]


def _first(ready: SimpleQueue[T], interrupted: threading.Event) -> T:
    """What comes first; looks up now and then whether somebody has interrupted.

    Raises:
        KeyboardInterrupt: somebody has.
    """
    while True:
        if interrupted.is_set():
            raise KeyboardInterrupt
        try:
            return ready.get(timeout=LOOK_EVERY_SECONDS)
        except Empty:
            continue


def _run_chunk(function: Callable[[T], R], tasks: Sequence[T]) -> tuple[list[R], float]:
    start, results = time.perf_counter(), []
    for task in tasks:
        results.append(function(task))
        _SWEEPER.sweep()
    return results, time.perf_counter() - start


_SWEEPER = Sweeper()


class Chunks:
    """Consecutive spans of tasks, each about `CHUNK_SECONDS` long as far as known; single ones at first."""

    def __init__(self, tasks: int, workers: int) -> None:
        """Start with all tasks left and nothing known of their length."""
        self.tasks, self.workers = tasks, workers
        self.next = 0
        self.seconds = CHUNK_SECONDS

    def learn(self, seconds: float) -> None:
        """Take note of what a task took; the quickest counts, as the first pay for the start of a process."""
        self.seconds = min(self.seconds, max(seconds, 1e-6))

    def take(self) -> range:
        """The next span; empty when all are taken. The last ones are shared among the workers."""
        left = self.tasks - self.next
        fair = -(-left // (CHUNKS_AHEAD * self.workers))
        size = min(max(int(CHUNK_SECONDS / self.seconds), 1), fair)
        span = range(self.next, self.next + size)
        self.next += size
        return span


def enter_worker(parent: int, lifeline: Connection) -> None:
    """First act of a worker: leave interrupts to the parent, and end as soon as the parent does or lets go.

    Args:
        parent: process id of the parent.
        lifeline: end of a pipe whose other end only the parent holds.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_memory()
    threading.Thread(target=_end_with, args=(parent, lifeline), daemon=True).start()


def _end_with(parent: int, lifeline: Connection) -> None:
    while os.getppid() == parent and not lifeline.poll(LOOK_EVERY_SECONDS):
        pass
    os._exit(1)


def untold(_done: int, _tasks: int) -> None:
    """Nobody listens."""
