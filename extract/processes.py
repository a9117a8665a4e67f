"""Worker processes that read batches of papers. One may end at any time, killed, out of memory or by a crash in native
code: it is replaced, and what it was at is read again.

Each process is fed over a pipe of its own by a thread here. So it is known which batch a process ended with, and the
others go on; a ProcessPoolExecutor knows neither, and gives up all that was handed to it.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from extract.threads import one_thread_each

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from extract.pipeline import Failure
    from extract.records import Extraction, Paper

    Answer = tuple[list[Extraction], list[Failure]]
    Reader = Callable[[list[Paper]], Answer]
    Lost = Callable[[Paper, str], Answer]

# Batches in flight for each process: enough that none waits, few enough that memory stays flat.
_AHEAD = 3
# A process may be killed for what others took of the memory: a paper is blamed after three processes of its own.
_TRIES = 3
# In a row, for each process, with none that does better. The first is for processes that end while they start; the
# second is five papers at _TRIES each. Where nothing can be read, as with native code for another processor, it takes
# half a minute to say so, and not the days that a long input would.
_STARTS = 3
_HOPELESS = 15
_PATIENCE_S = 5.0


class WorkersError(Exception):
    """There are no processes to be had that read: one sentence with the reason."""


class _Ended(Exception):
    """The process that a batch was given to is gone. `str()` says how it ended."""


@dataclass(frozen=True, slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    pipe: Connection[Any, Any]


class Workers:
    """`count` processes at most, started when there is work for them; each makes its reader with `make`, which is
    pickled."""

    def __init__(self, make: Callable[[], Reader], count: int) -> None:
        self._make = make
        self._count = count
        self._context = multiprocessing.get_context("spawn")
        self._threads = ThreadPoolExecutor(count, "extract", initializer=_hold_interrupts)
        self._lock = threading.Lock()  # two threads that wait for children at once would take each other's exit codes
        self._alive: set[_Worker] = set()
        self._own = threading.local()  # `worker`: of each thread
        self._stillborn = 0  # processes in a row that ended while they started
        self._in_vain = 0  # and that ended before anything was read
        self._closing = False

    def read(self, batches: Iterator[list[Paper]], lost: Lost) -> Iterator[Answer]:
        """Answers in the order of the papers, each to a whole batch or to one paper of it. `lost` makes the answer for
        a paper that its process ends with again and again."""
        running: deque[Future[list[bytes]]] = deque()
        try:
            for batch in islice(batches, self._count * _AHEAD):
                running.append(self._threads.submit(self._read, batch, lost))
            while running:
                # Unpickled here and not in the thread, whose process is waiting for its next batch.
                for answer in running.popleft().result():
                    yield pickle.loads(answer)  # noqa: S301  (our own process wrote it)
                following = next(batches, None)
                if following is not None:
                    running.append(self._threads.submit(self._read, following, lost))
        finally:
            for future in running:
                future.cancel()

    def close(self, *, at_once: bool) -> None:
        """Ends the processes, after the batches that they are at unless `at_once`."""
        with self._lock:
            self._closing = True
            if at_once:  # a process keeps nothing, so nothing is lost with it
                for worker in self._alive:
                    worker.process.terminate()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in list(self._alive):
            self._end(worker)

    def _read(self, papers: list[Paper], lost: Lost) -> list[bytes]:
        try:
            return [self._answer(papers)]
        except _Ended:
            return [self._alone(paper, lost) for paper in papers]

    def _alone(self, paper: Paper, lost: Lost) -> bytes:
        ends: list[str] = []
        while len(ends) < _TRIES:
            try:
                return self._answer([paper])
            except _Ended as end:
                ends.append(str(end))
        return pickle.dumps(lost(paper, f"the process that read it ended {len(ends)} times, the last time {ends[-1]}"))

    def _answer(self, papers: list[Paper]) -> bytes:
        worker = getattr(self._own, "worker", None) or self._start()
        self._own.worker = worker
        try:
            worker.pipe.send(papers)
            answer = worker.pipe.recv_bytes()
        except (EOFError, OSError) as error:
            self._own.worker = None
            end = self._end(worker)
            self._in_vain += 1
            if self._in_vain >= _HOPELESS * self._count:
                raise WorkersError(
                    f"{self._in_vain} worker processes of the extractor in a row ended before they had read anything, "
                    f"the last one {end}; use fewer processes and run the same input again"
                ) from error
            raise _Ended(end) from error
        self._stillborn = self._in_vain = 0
        return answer

    def _start(self) -> _Worker:
        while self._stillborn < _STARTS * self._count:
            worker = self._launch()
            try:
                refusal = worker.pipe.recv()
            except (EOFError, OSError):
                self._end(worker)
                self._stillborn += 1
                continue
            if refusal:
                self._end(worker)
                raise WorkersError(f"a worker process of the extractor cannot start: {refusal}")
            self._stillborn = 0
            return worker
        raise WorkersError(
            "a worker process of the extractor ended at once, as one does that is killed or out of memory; "
            "use fewer processes and run the same input again"
        )

    def _launch(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        # A daemon, so that a program which forgets to close its Pipeline can end.
        process = self._context.Process(target=_work, args=(theirs, self._make, os.getpid()), daemon=True)
        worker = _Worker(process, ours)
        with self._lock:
            if self._closing:
                raise CancelledError
            try:
                with one_thread_each():
                    process.start()
            except OSError as error:
                raise WorkersError(
                    f"a worker process of the extractor cannot start: {error.strerror}; use fewer processes"
                ) from error
            self._alive.add(worker)
        theirs.close()  # held by the process alone, it is the sign that the process has ended
        return worker

    def _end(self, worker: _Worker) -> str:
        worker.pipe.close()
        with self._lock:
            worker.process.join(_PATIENCE_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            self._alive.discard(worker)
        code = worker.process.exitcode
        if code is None or code >= 0:
            return f"with exit code {code}"
        return f"by signal {-code} ({signal.strsignal(-code)})"


def _hold_interrupts() -> None:
    """A process inherits from the thread that starts it that Ctrl-C is held back, for the seconds before it can see to
    that itself."""
    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        from multiprocessing.resource_tracker import ensure_running

        ensure_running()  # the first process would start it, and it lets Ctrl-C through again
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _work(pipe: Connection[Any, Any], make: Callable[[], Reader], parent: int) -> None:
    # Ctrl-C reaches the whole group: the parent decides, and workers do not print a trace each.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        read = make()
    except Exception as error:  # noqa: BLE001  (whatever it is, the parent tells it)
        pipe.send(str(error) or type(error).__name__)
        return
    with suppress(EOFError, ConnectionError):  # the parent closed the pipe, or is gone
        pipe.send("")
        while True:
            pipe.send(read(pipe.recv()))


def _end_with(parent: int) -> None:
    """Ends this worker when its parent is gone, however it went (kill -9 runs no clean-up)."""
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(1.0)
    os._exit(1)
