"""A bench and its checkers: whatever one of them does, or whatever is done to it, the grades are the same."""

from __future__ import annotations

import os
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import klass
import psutil
import pytest

from kit.learn.sheet import parse
from kit.learn.warm import CAN_FORK
from kit.teach.benches import Bench, Request, at_home
from kit.teach.checker import Pristine, asks_models
from kit.teach.classroom import Plan, _requests
from kit.teach.found import submissions

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system does not fork: there are no checkers")
SLOW = "import time\ntime.sleep(1.5)\n" + klass.RIGHT["answer-price"]


def requests_of(folder: Path, answers: dict[str, dict[str, str]]) -> list[Request]:
    """What a class's benches are asked."""
    made = klass.klass(folder, answers)
    plan = Plan(made / "class", made / "out", made / "course", fresh=True)
    found, _ = submissions(plan.folder, ["07_toy"])
    return [request | {"cache": None} for request in _requests(plan, plan.base(), found)]


def points(answer: dict[str, object]) -> float:
    return sum(verdict["points"] for verdict in answer["verdicts"])  # type: ignore[attr-defined]


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench(2)
    yield made
    made.close()


def family(bench: Bench) -> tuple[list[psutil.Process], list[psutil.Process]]:
    """A bench's checkers, and the workers below its warm parents."""
    assert bench._process
    children = psutil.Process(bench._process.pid).children()
    checkers = [child for child in children if "kit.teach.start" in child.cmdline()]
    parents = [child for child in children if child not in checkers]
    inner = [one for parent in parents for one in parent.children()]
    return checkers, [worker for one in inner for worker in one.children()]


def test_one_checker_grades_several_and_each_as_if_it_were_the_first(bench: Bench, tmp_path: Path) -> None:
    bench.jobs = 1
    requests = requests_of(tmp_path, {who: a for who, a in klass.ANSWERS.items() if who != "eve"})
    first = [bench.grade(request) for request in requests]
    number = [checker.pid for checker in family(bench)[0]]
    again = [bench.grade(request) for request in reversed(requests)]
    assert again[::-1] == first
    assert [checker.pid for checker in family(bench)[0]] == number
    bench.close()
    assert [bench.grade(request) for request in requests[-1:]] == first[-1:]


def test_checkers_that_are_killed_are_replaced_and_their_workers_end(bench: Bench, tmp_path: Path) -> None:
    requests = requests_of(tmp_path, {who: klass.RIGHT | {"answer-price": SLOW} for who in ("ann", "ben")})
    for place, request in enumerate(requests):
        bench.give(place, request)
    until = time.monotonic() + 20
    while len(family(bench)[1]) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    checkers, workers = family(bench)
    assert len(checkers) == len(workers) == 2
    for checker in checkers:
        checker.kill()
    time.sleep(0.5)
    assert not any(worker.is_running() and worker.status() != "zombie" for worker in workers)
    answers = sorted(filter(None, (bench.next() for _ in requests)), key=lambda told: told[0])
    assert [(place, points(answer)) for place, answer in answers] == [(0, 4), (1, 4)]


def test_who_ends_every_checker_is_refused_and_who_is_graded_beside_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = requests_of(tmp_path, {"ann": klass.RIGHT, "ben": klass.RIGHT, "eve": klass.RIGHT})
    requests[1]["limits"] = {"no": "such limit"}  # what a checker cannot survive
    answers = dict(at_home(requests, 2))
    assert [answers[place]["state"] for place in range(3)] == ["graded", "refused", "graded"]
    assert "look at it by hand" in answers[1]["notes"][0]


def test_a_warm_parent_that_is_killed_is_replaced(bench: Bench, tmp_path: Path) -> None:
    [request] = requests_of(tmp_path, {"ann": klass.RIGHT})
    assert points(bench.grade(request)) == 4
    assert bench._process
    for child in psutil.Process(bench._process.pid).children():
        if "kit.learn.parent" in child.cmdline():
            child.kill()
            time.sleep(0.3)
    assert points(bench.grade(request)) == 4


def test_a_file_with_another_name_is_graded_by_its_cells(bench: Bench, tmp_path: Path) -> None:
    [request] = requests_of(tmp_path, {"ann": klass.RIGHT})
    answer = bench.grade(request | {"exercise": None})
    assert (answer["exercise"], points(answer)) == ("07_toy", 4)


def test_when_a_bench_ends_so_does_all_that_it_began(bench: Bench, tmp_path: Path) -> None:
    [request] = requests_of(tmp_path, {"ann": klass.RIGHT | {"answer-price": SLOW}})
    bench.give(0, request)
    until = time.monotonic() + 20
    while not family(bench)[1] and time.monotonic() < until:
        time.sleep(0.02)
    assert bench._process
    everybody = psutil.Process(bench._process.pid).children(recursive=True)
    assert len(everybody) >= 3
    bench._process.kill()
    bench._process.wait()
    _, alive = psutil.wait_procs(everybody, timeout=5)
    assert not alive


def test_a_checkers_state_is_put_back_and_what_is_left_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("KEPT", "1")
    state, path = Pristine(), [*sys.path]
    state.restore(3)
    drawn = random.random()
    os.environ["KEPT"] = os.environ["ADDED"] = "2"
    sys.path.insert(0, "elsewhere")
    os.chdir("/")
    assert not state.odd()
    state.restore(3)
    assert (os.environ["KEPT"], "ADDED" in os.environ, sys.path, Path.cwd()) == ("1", False, path, tmp_path)
    assert random.random() == drawn
    with socket.socket():
        assert state.odd()
    stop = threading.Event()
    left = threading.Thread(target=stop.wait)
    left.start()
    assert state.odd()
    stop.set()
    left.join()
    assert not state.odd()
    much = b"x" * 64_000_000
    assert state.odd(), len(much)


def test_where_models_answer_a_checker_is_used_once() -> None:
    assert not asks_models(klass.SHEET)
    cells = [("check", "check-ask", 'with check("ask") as c, c.model(1):\n    pass')]
    import toy

    assert asks_models(parse(toy.notebook([*toy.CELLS, *cells]), toy.SLUG))
