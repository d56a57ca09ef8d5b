"""Locked in: each wall around a stranger's code, tested by an attempt to get through it."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import toy
from test_grade import RIGHT
from test_wall import QUICK

from kit.learn import linux
from kit.learn.course import root
from kit.learn.grade import run
from kit.learn.jail import NO_DOOR, WALLS, Jail, enter, explain
from kit.learn.parent import own_processes
from kit.learn.sheet import parse
from kit.learn.wall import Limits, Worker, environment
from kit.learn.warm import CAN_FORK, Warm

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system does not fork; its report says so")
SHEET = parse(toy.notebook(), toy.SLUG)


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm(SHEET, jailed=True) as made:
        yield made


@pytest.fixture(scope="module")
def worker(warm: Warm) -> Iterator[Worker]:
    made = warm.start("http://127.0.0.1:9", Limits(cell=20))
    yield made
    made.close()


@pytest.fixture
def inside(worker: Worker) -> Callable[..., Any]:
    """What an expression gives in the jail: its value, or the name of the exception it raised."""

    def ask(expression: str, before: str = "", wall: str = "") -> Any:
        if wall in worker._process.missing:
            pytest.skip(f"this machine has no wall {wall!r}: {explain(worker._process.missing)}")
        lines = f"{before}\ntry:\n    found = {expression}\nexcept BaseException as error:\n"
        outcome = worker.ask("cell", 20, source=f"{lines}    found = type(error).__name__")
        assert "error" not in outcome, outcome
        return worker.ask("value", 20, path="found")["ok"]

    return ask


def test_a_report_says_which_walls_do_not_stand() -> None:
    assert explain(()) == ""
    assert "network, files" in explain(("network", "files"))
    assert set(WALLS) == {"processes", "network", "ipc", "scratch", "files", "calls", "limits"}


@pytest.mark.parametrize("place", ["solutions", "tests/answers", "exercises", ".git", ".", "pyproject.toml"])
def test_of_the_course_nothing_can_be_read(inside: Callable[..., Any], place: str) -> None:
    path = str(root() / place)
    opened = "open" if os.path.isfile(path) else "os.listdir"
    assert inside(f"{opened}({path!r})", "import os", "files") == "PermissionError"


@pytest.mark.parametrize(
    "path", ["~", "/etc/shadow", "/proc", "/proc/self/environ", "/root", "/home", "/tmp"]
)
def test_nor_homes_secrets_and_processes(inside: Callable[..., Any], path: str) -> None:
    full = os.path.expanduser(path)
    if not os.path.exists(full):
        pytest.skip("not on this machine")
    opened = "open" if os.path.isfile(full) else "os.listdir"
    assert inside(f"{opened}({full!r})", "import os", "files") == "PermissionError"


def test_another_submission_cannot_be_read_nor_written(inside: Callable[..., Any], tmp_path: Path) -> None:
    other = tmp_path / "other.ipynb"
    other.write_text("{}")
    assert inside(f"open({str(other)!r}).read()", wall="files") == "PermissionError"
    refused = ("PermissionError", "OSError")  # Landlock, or a file system that is read-only in there
    assert inside(f"open({str(other)!r}, 'w')", wall="files") in refused
    assert inside(f"os.remove({str(other)!r})", "import os", "files") in refused
    assert inside(f"os.chmod({str(other)!r}, 0)", "import os", "scratch") in refused
    assert other.read_text() == "{}"


def test_its_own_folder_is_empty_and_holds_so_much_and_no_more(inside: Callable[..., Any]) -> None:
    assert inside("os.listdir(os.path.expanduser('~'))", "import os") == []
    write = "[open(f'{i}', 'wb').write(bytes(10**7)) for i in range(9)]"
    assert inside(write, wall="scratch") == "OSError"
    assert inside("[os.remove(name) for name in os.listdir('.')] and len(os.listdir('.'))", "import os") == 0
    many = "[open(f'{i}', 'w').close() for i in range(30_000)]"
    assert inside(many, wall="scratch") == "OSError"
    inside("[os.remove(name) for name in os.listdir('.')] and 0", "import os")


def test_no_network_but_the_door(inside: Callable[..., Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as here:
        port = here.getsockname()[1]
        assert inside(f"s.create_connection(('127.0.0.1', {port}), 2)", "import socket as s", "network") in (
            "ConnectionRefusedError",
            "PermissionError",
        )
    outside = "s.create_connection(('192.0.2.1', 80), 2)"  # RFC 5737: an address for examples
    assert inside(outside, "import socket as s", "network") == "OSError"
    assert inside("s.socket(s.AF_UNIX)", "import socket as s", "calls") == "PermissionError"
    assert inside("s.socket(s.AF_NETLINK, s.SOCK_RAW)", "import socket as s", "calls") == "PermissionError"


def test_no_process_can_be_started_seen_or_ended(inside: Callable[..., Any]) -> None:
    assert inside("os.fork()", "import os", "calls") == "PermissionError"
    assert inside("subprocess.run(['true'])", "import subprocess", "calls") == "PermissionError"
    assert inside("os.execv('/bin/true', ['true'])", "import os", "calls") == "PermissionError"
    assert inside(f"os.kill({os.getpid()}, 9)", "import os", "processes") == "ProcessLookupError"
    attach = "ctypes.CDLL(None, use_errno=True)"
    assert inside(f"libc.ptrace(16, {os.getpid()}, 0, 0)", f"import ctypes; libc = {attach}", "calls") == -1


def test_walls_cannot_be_taken_down_from_inside(inside: Callable[..., Any]) -> None:
    libc = "import ctypes; libc = ctypes.CDLL(None, use_errno=True)"
    assert inside("libc.unshare(0x10000000)", libc, "calls") == -1
    assert inside("libc.mount(b'proc', b'/proc', b'proc', 0, None)", libc, "calls") == -1
    assert inside("libc.umount2(b'.', 2)", libc, "calls") == -1
    more = "r.setrlimit(r.RLIMIT_FSIZE, (2**40, 2**40))"
    assert inside(more, "import resource as r", "limits") in ("ValueError", "PermissionError")


def test_memory_ends_before_the_machine_s_does(inside: Callable[..., Any]) -> None:
    assert inside("len(bytearray(6 * 10**9))", wall="limits") == "MemoryError"
    assert inside("1 + 1") == 2


def test_what_answers_need_works_inside(inside: Callable[..., Any]) -> None:
    assert inside("(np.ones((300, 300)) @ np.ones((300, 300))).sum()", "import numpy as np") == 27e6
    thread = "import threading as t; got = []; one = t.Thread(target=got.append, args=[1])"
    thread += "\none.start(); one.join()"
    assert inside("got", thread) == [1]
    assert inside("__import__('sqlite3').connect('mine.db').execute('select 2').fetchone()[0]") == 2
    assert inside("__import__('sklearn.linear_model').__name__") == "sklearn"
    assert inside("len(__import__('kit.desk').desk.tickets())") == 114


def test_answers_and_their_model_calls_get_the_grade_they_get_outside(warm: Warm) -> None:
    assert run(SHEET, RIGHT, limits=QUICK, start=warm.start) == run(SHEET, RIGHT, limits=QUICK)


ASYNC = """import asyncio
async def both():
    await asyncio.sleep(0)
    return await asyncio.to_thread(lambda: 2)
def price_of(tokens):
    return tokens * asyncio.run(both())
"""


def test_event_loops_and_threads_work_inside(warm: Warm) -> None:
    assert run(SHEET, {**RIGHT, "answer-price": ASYNC}, limits=QUICK, start=warm.start)[0].passed


def entered(scratch: Path, alone: bool = True) -> tuple[str, ...]:
    """What a forked process that locks itself in says is missing."""
    inward, outward = os.pipe()
    if os.fork() == 0:
        try:
            os.write(outward, json.dumps(enter(Jail(str(scratch)), alone).missing).encode())
        finally:
            os._exit(0)
    os.close(outward)
    with os.fdopen(inward) as said:
        return tuple(json.loads(said.read()))


def test_a_network_without_any_address_is_shut_and_the_report_says_that_no_model_can_be_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if "network" in (before := entered(tmp_path)):
        pytest.skip(explain(before))

    def refuse() -> None:
        raise PermissionError("no loopback in here")

    monkeypatch.setattr(linux, "loopback_up", refuse)
    missing = entered(tmp_path)
    assert NO_DOOR in missing
    assert "network" not in missing
    assert "not even the checker's models" in explain(missing)
    assert "could not be raised" not in explain((NO_DOOR,))


def test_a_worker_that_dies_on_its_way_in_is_an_error_in_words_and_the_next_one_lives(warm: Warm) -> None:
    nowhere = "/there/is/no/such/folder"
    warm.wait()
    with pytest.raises(OSError, match="died before it ran a line"):
        warm._fork(nowhere, environment("http://127.0.0.1:9", nowhere))
    assert run(SHEET, RIGHT, limits=QUICK, start=warm.start)[0].passed


def test_a_worker_that_has_no_processes_of_its_own_says_so(tmp_path: Path) -> None:
    assert {*entered(tmp_path, alone=False)} - {*entered(tmp_path)} == {"processes"}


def test_it_is_the_first_process_of_its_own_and_known_by_the_number_that_others_see(worker: Worker) -> None:
    if "processes" in worker._process.missing:
        pytest.skip(explain(worker._process.missing))
    status = Path(f"/proc/{worker._process.pid}/status").read_text()
    numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
    assert (numbers[1], numbers[-1]) == (str(worker._process.pid), "1")


def test_a_namespace_that_cannot_be_set_up_is_found_out_by_a_fork_and_not_entered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []

    def refused(*names: str) -> None:
        tried.append(names)
        raise PermissionError("made, but its users cannot be told")

    monkeypatch.setattr(linux, "unshare", refused)
    assert own_processes() is None
    assert tried == []  # not in this process


def test_workers_end_with_their_parent_even_if_it_is_killed() -> None:
    with Warm(SHEET, jailed=True) as made:
        worker = made.start("http://127.0.0.1:9", Limits(cell=20))
        if "processes" in worker._process.missing:
            pytest.skip(explain(worker._process.missing))
        deaf = "import signal, threading, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        worker.ask("cell", 20, source=deaf + "threading.Thread(target=time.sleep, args=[60]).start()")
        assert made._process
        made._process.kill()
        until = time.monotonic() + 5
        while psutil.pid_exists(worker._process.pid) and time.monotonic() < until:
            time.sleep(0.02)
        assert not psutil.pid_exists(worker._process.pid)
        worker.close()


def test_a_start_that_goes_wrong_leaves_no_worker(
    warm: Warm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def garbled(text: bytes) -> list[str]:
        raise ValueError("not what was expected")

    warm.wait()
    assert warm._process
    parent = psutil.Process(warm._process.pid)
    before = set(parent.children(recursive=True))
    monkeypatch.setattr("kit.learn.warm.json.loads", garbled)
    with pytest.raises(ValueError, match="not what was expected") as kept:  # and its frames with it
        warm._fork(str(tmp_path), environment("http://127.0.0.1:9", str(tmp_path)))
    until = time.monotonic() + 5
    while not before.issuperset(parent.children(recursive=True)) and time.monotonic() < until:
        time.sleep(0.02)
    assert before.issuperset(parent.children(recursive=True)), kept


def test_nothing_outlives_its_grade(warm: Warm) -> None:
    worker = warm.start("", Limits())
    spin = "def spin():\n    while True: pass\n"
    spin += "import threading as t\nfor _ in range(3): t.Thread(target=spin).start()"
    worker.ask("cell", 20, source=spin)
    number = worker._process.pid
    assert psutil.pid_exists(number)
    worker.close()
    until = time.monotonic() + 5
    while psutil.pid_exists(number) and time.monotonic() < until:
        time.sleep(0.02)
    assert not psutil.pid_exists(number)
