"""The worst submissions: each earns what it earned, says why, leaves nothing, and harms nobody after it.

One attack a file in `hostile/`, in the form of kept answers; its header says what must come of it. All are
graded on one warm parent, and after each of them an honest submission is.
"""

from __future__ import annotations

import gc
import json
import os
import re
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import attacked
import psutil
import pytest

from kit.learn.course import root
from kit.learn.grade import Grade, run
from kit.learn.jail import explain
from kit.learn.wall import Limits
from kit.learn.warm import CAN_FORK, Warm

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system does not fork; its report says so")
FILES = sorted((Path(__file__).parent / "hostile").glob("*.py"))
SHEET = attacked.sheet()
SMALL = Limits(start=60, cell=2, total=15, printed=2_000_000, answered=20_000_000)
SEED = 7


@dataclass
class Ground:
    """Where attacks take place: the warm parent, and what they would like to reach."""

    warm: Warm
    victim: Path
    listener: socket.socket
    datagrams: socket.socket
    log: socket.socket
    family: tuple[psutil.Process, ...]

    @property
    def parent(self) -> psutil.Process:
        assert self.warm._process
        return psutil.Process(self.warm._process.pid)

    @property
    def places(self) -> dict[str, object]:
        return {
            "course": root(),
            "victim": self.victim,
            "parent": self.parent.pid,
            "checker": os.getpid(),
            "socket": self.warm._path,
            "port": self.listener.getsockname()[1],
            "log": self.log.getsockname(),
        }

    def untouched(self) -> tuple[Any, ...]:
        """What nobody may have changed."""
        seen = self.victim.stat()
        folder = sorted(path.name for path in self.victim.parent.iterdir())
        return self.victim.read_text(), seen.st_mode, seen.st_mtime, folder

    def left(self) -> list[str]:
        """Processes and folders that are there now and will be until somebody sees to them."""
        scratch = [path.name for path in Path(tempfile.gettempdir()).glob("kit-grade-*")]
        family = [child for child in self.parent.children(recursive=True) if child not in self.family]
        return [*(repr(child) for child in family), *scratch]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("others")
    (folder / "submission.ipynb").write_text('{"secret": 1}')
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as short:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("scratch")))
        patch.setattr(tempfile, "tempdir", None)
        patch.setenv("HOSTILE_TOKEN", "sk-planted")
        patch.setenv("KIT_LOCAL_URL", "http://127.0.0.1:9")  # nobody here asks the live source
        with (
            Warm(SHEET, jailed=True) as warm,
            socket.create_server(("127.0.0.1", 0)) as listener,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log,
        ):
            datagrams.bind(listener.getsockname())
            log.bind(f"{short}/log")
            for one in (listener, datagrams, log):
                one.setblocking(False)
            warm.wait()
            assert warm._process
            family = psutil.Process(warm._process.pid).children(recursive=True)
            yield Ground(warm, folder / "submission.ipynb", listener, datagrams, log, (*family,))
    tempfile.tempdir = None


@pytest.fixture(scope="module")
def missing(ground: Ground) -> tuple[str, ...]:
    """Walls that this machine has not."""
    worker = ground.warm.start("http://127.0.0.1:9", SMALL)
    worker.close()
    return worker._process.missing or ()


def states(grade: Grade) -> dict[str, str]:
    return {v.check: v.state for v in grade.verdicts if v.state != "pass"}


def graded(ground: Ground, answers: dict[str, str]) -> Grade:
    return run(SHEET, answers, seeds=[SEED], limits=SMALL, start=ground.warm.start)[0]


def soon(wanted: Any, seconds: float = 5) -> bool:
    """Whether something becomes so within so many seconds."""
    until = time.monotonic() + seconds
    while not (done := wanted()) and time.monotonic() < until:
        time.sleep(0.01)
    return bool(done)


def fits(found: dict[str, str], expected: dict[str, str]) -> bool:
    """Whether checks ended as expected; what is not named passes, and "any" is a race that either may win."""
    return all(expected.get(c, "pass") in (found.get(c, "pass"), "any") for c in {*found, *expected})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_attack_earns_what_it_earned_and_nobody_else_notices(
    path: Path, ground: Ground, missing: tuple[str, ...]
) -> None:
    hostile = attacked.attack(path, SHEET, **ground.places)
    if hostile.wall in missing:
        pytest.skip(explain(missing))
    before, began = ground.untouched(), time.monotonic()
    grade = graded(ground, hostile.answers)
    took = time.monotonic() - began
    said = "\n".join([*grade.notes, *(f"{v.message} {v.got}" for v in grade.verdicts)])
    assert any(fits(states(grade), expected) for expected in hostile.expected), repr(grade)
    assert grade.points == sum(v.possible for v in grade.verdicts if v.state == "pass")
    assert re.search(hostile.says, said), said
    assert all(v.message for v in grade.verdicts if v.state != "pass")
    json.dumps(grade.as_dict(), ensure_ascii=False).encode()
    assert ground.untouched() == before
    assert soon(lambda: not ground.left()), ground.left()
    assert states(graded(ground, SHEET.answers)) == {}
    assert took < 30


def test_an_honest_answer_gets_full_marks(ground: Ground) -> None:
    assert graded(ground, SHEET.answers).points == 7


@pytest.mark.parametrize("name", ["fill_the_post", "fill_descriptors", "fill_the_disk", "model_many_lines"])
def test_while_an_attack_goes_on_others_are_graded(
    name: str, ground: Ground, missing: tuple[str, ...]
) -> None:
    path = Path(__file__).parent / "hostile" / f"{name}.py"
    hostile = attacked.attack(path, SHEET, **ground.places)
    if hostile.wall in missing:
        pytest.skip(explain(missing))
    with closing(ground.warm.start("http://127.0.0.1:9", SMALL)) as worker:
        worker.ask("cell", 5, source=SHEET.cells[0].source)
        worker.ask("cell", 5, source=hostile.answers["answer-price"])
        assert worker.ask("call", 5, path="price_of", args=[3], kwargs={}) == {"ok": 6}
        assert states(graded(ground, SHEET.answers)) == {}


def test_every_attack_says_what_must_come_of_it() -> None:
    assert len(FILES) >= 60
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert re.search(r'^""".+"""$', text, re.M), path.name
        assert re.search(r"^# EXPECT: \{", text, re.M), path.name


def test_nothing_has_reached_anybody_and_the_checker_has_not_grown(ground: Ground) -> None:
    own = psutil.Process()
    attacks = ("model_big_body", "pipe_deep", "pipe_huge_line", "lie_many", "print_without_end")
    answers = [
        attacked.attack(path, SHEET, **ground.places).answers for path in FILES if path.stem in attacks
    ]
    assert len(answers) == len(attacks)
    graded(ground, answers[0])
    gc.collect()
    files, size, threads = own.num_fds(), own.memory_info().rss, threading.active_count()
    for one in answers:
        graded(ground, one)
    gc.collect()
    assert soon(lambda: threading.active_count() <= threads)
    assert own.num_fds() <= files
    assert own.memory_info().rss - size < 64_000_000
    for one in (ground.listener, ground.datagrams, ground.log):
        with pytest.raises(BlockingIOError):
            one.accept() if one is ground.listener else one.recv(100)
