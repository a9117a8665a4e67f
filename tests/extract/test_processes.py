"""Extraction in several processes: one that ends loses nothing, a paper that ends each is told, the order is kept."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from extract import processes
from extract.pipeline import ExtractError, Failure, _batched, load_pipeline
from extract.processes import Workers, WorkersError
from extract.records import Extraction, Paper
from tests.extract.deadly import Deadly

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="another way to end a process")

Answer = tuple[list[Extraction], list[Failure]]


def paper(title: str, abstract: str = "") -> Paper:
    return Paper(source="test", record=title, title=title, abstract=abstract)


def papers(count: int, **other: str) -> list[Paper]:
    """Papers `0`, `1`, ...; `_7="poison"` is what number 7 is called instead."""
    return [paper(other.get(f"_{number}", str(number))) for number in range(count)]


def batches(given: list[Paper], size: int = 10) -> Iterator[list[Paper]]:
    return (given[start : start + size] for start in range(0, len(given), size))


def answer(given: list[Paper], reason: str = "") -> Answer:
    extractions = [Extraction(title=each.title, text_sha256="", extractor="", version="") for each in given]
    return extractions, [Failure(0, each.title, reason) for each in given if reason]


@dataclass(frozen=True)
class Reader:
    deadly: Deadly

    def __call__(self, given: list[Paper]) -> Answer:
        for each in given:
            self.deadly.meet(each.title)
        return answer(given)


def reader(deadly: Deadly) -> Reader:
    return Reader(deadly)


def read(workers: Workers, given: Iterator[list[Paper]]) -> tuple[list[str], list[Failure]]:
    answers = list(workers.read(given, lambda lost, reason: answer([lost], reason)))
    return [each.title for done, _ in answers for each in done], [each for _, failed in answers for each in failed]


class Threads:
    """Answers with how many threads this process lets the matrices of numpy take."""

    def __call__(self, given: list[Paper]) -> Answer:
        return answer([paper(os.environ.get("OPENBLAS_NUM_THREADS", "any number")) for _ in given])


@pytest.fixture
def started() -> Iterator[Callable[..., Workers]]:
    """Workers, by what makes their reader; closed at the end of the test."""
    all_of_them = []

    def start(make: Any, count: int = 2) -> Workers:
        all_of_them.append(Workers(make, count))
        return all_of_them[-1]

    yield start
    for workers in all_of_them:
        workers.close(at_once=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ends"
    made.mkdir()
    return made


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_process_that_is_killed_loses_nothing_and_keeps_the_order(started: Any, folder: Path, times: int) -> None:
    deadly, given = Deadly(folder, times=times), papers(60, _23="poison")
    assert read(started(partial(reader, deadly)), batches(given)) == ([each.title for each in given], [])
    assert len(deadly.ends) == times


@pytest.mark.parametrize(("code", "how"), [(0, "by signal 9"), (3, "with exit code 3")])
def test_a_paper_that_ends_each_process_is_told_and_the_rest_is_read(
    started: Any, folder: Path, code: int, how: str
) -> None:
    given = papers(60, _23="poison")
    titles, failures = read(started(partial(reader, Deadly(folder, code=code))), batches(given))
    assert titles == [each.title for each in given]
    assert [each.title for each in failures] == ["poison"]
    assert f"the process that read it ended 3 times, the last time {how}" in failures[0].reason


def test_two_such_papers_in_a_batch_are_told_both(started: Any, folder: Path) -> None:
    given = papers(10, _0="poison 1", _9="poison 2")
    titles, failures = read(started(partial(reader, Deadly(folder))), batches(given))
    assert titles == [each.title for each in given]
    assert [each.title for each in failures] == ["poison 1", "poison 2"]


def test_a_paper_is_not_blamed_for_processes_that_ended_idle(started: Any, folder: Path) -> None:
    workers = started(partial(reader, Deadly(folder)), 4)
    read(workers, batches(papers(80)))
    idle = multiprocessing.active_children()
    for process in idle:
        process.kill()
        process.join()
    assert idle
    assert read(workers, batches(papers(10))) == ([str(number) for number in range(10)], [])


@pytest.mark.parametrize("said", [None, "3"])
def test_a_process_takes_one_thread_unless_the_environment_says_more(
    started: Any, monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if said:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", said)
    assert read(started(Threads), batches(papers(1))) == ([said or "1"], [])
    assert os.environ.get("OPENBLAS_NUM_THREADS") == said


def test_where_nothing_at_all_can_be_read_it_ends(started: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_HOPELESS", 3)
    deadly = Deadly(folder, word="")
    with pytest.raises(WorkersError, match=r"in a row ended before .* by signal 9"):
        read(started(partial(reader, deadly)), batches(papers(60)))
    assert len(deadly.ends) >= 6


def test_memory_stays_flat(started: Any, folder: Path) -> None:
    taken = 0

    def endless() -> Iterator[list[Paper]]:
        nonlocal taken
        while True:
            taken += 1
            yield papers(10)

    answers = started(partial(reader, Deadly(folder))).read(endless(), lambda lost, reason: answer([lost], reason))
    next(answers)
    assert taken == 6
    next(answers)
    assert taken == 7
    answers.close()


def test_closing_lets_processes_end_by_themselves(started: Any, folder: Path) -> None:
    workers = started(partial(reader, Deadly(folder)))
    answers = workers.read(batches(papers(60)), lambda lost, reason: answer([lost], reason))
    next(answers)
    here = multiprocessing.active_children()
    workers.close(at_once=False)
    assert [process.exitcode for process in here] == [0] * len(here)


def asleep(given: list[Paper]) -> Answer:
    if given[0].title == "0":
        print("reading", flush=True)
        threading.Event().wait()
    return answer(given)


def sleeper() -> Callable[[list[Paper]], Answer]:
    return asleep


def held_back() -> Callable[[list[Paper]], Answer]:
    assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    return answer


PROGRAM = """
from extract.processes import Workers
from tests.extract.test_processes import answer, batches, held_back, papers, sleeper
if __name__ == "__main__":
    print(len(list(Workers(MAKE, 2).read(batches(papers(60)), answer))))
"""


def program(folder: Path, make: str) -> subprocess.Popen[bytes]:
    """Another process that reads 6 batches with Workers(make, 2)."""
    path = folder / "program.py"
    path.write_text(PROGRAM.replace("MAKE", make))
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen([sys.executable, path], stdout=subprocess.PIPE, env=environment)


def test_ctrl_c_is_held_back_from_the_first_process_on_while_it_starts(tmp_path: Path) -> None:
    with program(tmp_path, "held_back") as parent:
        assert parent.communicate(timeout=60)[0] == b"6\n"


def test_the_processes_end_with_their_parent(tmp_path: Path) -> None:
    with program(tmp_path, "sleeper") as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"reading\n"
        parent.kill()
        parent.communicate(timeout=60)  # the end of a pipe that each of them holds


# ---- As a pipeline ---------------------------------------------------------------------------------------------------


CONFIG = """
[nlp]
lang = "en"
pipeline = ["deadly"]

[components]

[components.deadly]
factory = "tests_deadly"
folder = "FOLDER"

[citegraph]
import = ["tests.extract.deadly_component"]
"""


@pytest.fixture
def config(tmp_path: Path, folder: Path) -> Path:
    path = tmp_path / "config.cfg"
    path.write_text(CONFIG.replace("FOLDER", str(folder)))
    return path


def test_a_component_of_ones_own_that_kills_its_process_once_changes_nothing(config: Path, folder: Path) -> None:
    config.write_text(config.read_text().replace("[citegraph]", "times = 1\n\n[citegraph]"))
    given = papers(200, _70="poison")
    with load_pipeline(config) as alone, load_pipeline(config, processes=2) as parallel:
        assert list(parallel.extract(given)) == list(alone.extract(given))
        assert parallel.failures == []
    assert len(list(folder.iterdir())) == 1


def test_a_paper_that_kills_each_process_is_a_failure_with_its_place(config: Path) -> None:
    given = papers(200, _70="poison")
    with load_pipeline(config) as alone, load_pipeline(config, processes=2) as parallel:
        done, expected = list(parallel.extract(given)), list(alone.extract(given))
        (failure,) = parallel.failures
    assert (failure.index, failure.title) == (70, "poison")
    assert "ended 3 times" in failure.reason
    assert done[:70] + done[71:] == expected[:70] + expected[71:]
    assert (done[70].title, done[70].text_sha256, done[70].entities) == ("poison", given[70].text_sha256, ())


def test_processes_that_end_while_they_start_are_an_error(config: Path, folder: Path) -> None:
    config.write_text(config.read_text().replace("[citegraph]", "at_start = true\n\n[citegraph]"))
    with load_pipeline(config, processes=2) as parallel:
        with pytest.raises(ExtractError, match="ended at once"):
            list(parallel.extract(papers(200)))
        assert multiprocessing.active_children() == []
        assert len(list(folder.iterdir())) >= 6


def test_processes_that_cannot_make_the_extractor_say_why(config: Path) -> None:
    with load_pipeline(config, processes=2) as parallel:
        config.unlink()
        with pytest.raises(ExtractError, match=r"cannot start: cannot read .*config\.cfg"):
            list(parallel.extract(papers(200)))


def test_a_closed_pipeline_may_be_used_again(config: Path) -> None:
    parallel = load_pipeline(config, processes=2)
    for _ in range(2):
        assert [each.title for each in parallel.extract(papers(3))] == ["0", "1", "2"]
        parallel.close()
        assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    ("named", "reason"),
    [('["no_such_module"]', "cannot import no_such_module"), ('"tests.extract.deadly_component"', "list of modules")],
)
def test_a_module_that_cannot_be_imported_is_named(config: Path, named: str, reason: str) -> None:
    config.write_text(config.read_text().replace('["tests.extract.deadly_component"]', named))
    with pytest.raises(ExtractError, match=reason):
        load_pipeline(config)


# ---- Batches ---------------------------------------------------------------------------------------------------------


def lengths(given: list[Paper]) -> list[int]:
    cut = list(_batched(iter(given)))
    assert [each for batch in cut for each in batch] == given
    return [len(batch) for batch in cut]


def test_abstracts_are_read_64_at_a_time() -> None:
    assert lengths([paper("Title", "A sentence. " * 120)] * 150) == [64, 64, 22]


def test_a_long_text_is_a_batch_by_itself() -> None:
    short, long = paper("Short", "word " * 200), paper("Long", "word " * 50_000)
    assert lengths([short] * 10 + [long] + [short] * 10) == [10, 1, 10]


def test_a_batch_has_at_most_150_000_characters() -> None:
    # title, line break, abstract: 30,000
    assert lengths([paper("Title", "x" * (30_000 - 6))] * 12) == [5, 5, 2]
