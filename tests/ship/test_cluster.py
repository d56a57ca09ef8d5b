"""A sweep on two worker processes, one of which is killed on the way: every run once, none lost."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
import weakref
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from books import book

from kit.ship import cluster, sweep
from kit.ship.parameters import RunError

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

# Each run says in which worker it begins and ends. A worker's first run goes through at once, all others wait
# for `go`: so the test knows what is in flight when it kills, however slow the machine is.
CELL = """
import os, pathlib, time
worker = os.getppid()
first = not list(pathlib.Path("begun").glob(f"{worker}-*"))
name = f"{worker}-{k}"
pathlib.Path("begun", name).touch()
until = time.monotonic() + 60
while not first and not pathlib.Path("go").exists() and time.monotonic() < until:
    time.sleep(0.02)
pathlib.Path("ended", name).touch()
import kit
kit.record(k=k, correct=[True] * k + [False] * (9 - k))
"""


def test_a_worker_is_killed_on_the_way_and_only_what_it_was_at_is_run_again(tmp_path: Path) -> None:
    begun, ended, store = (tmp_path / name for name in ("begun", "ended", "store"))
    begun.mkdir()
    ended.mkdir()
    path = book(tmp_path / "idea.ipynb", CELL)
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    lost: list[str] = []

    def names(folder: Path) -> list[str]:
        return [p.name for p in sorted(folder.iterdir(), key=lambda p: p.stat().st_mtime_ns)]

    def kill_one() -> None:
        while len(list(store.glob("*.ipynb"))) < 2 or len(names(begun)) < 4:
            time.sleep(0.02)
        worker = names(begun)[-1].split("-")[0]
        lost.extend(name for name in names(begun) if name.startswith(worker) and name not in names(ended))
        os.kill(int(worker), signal.SIGKILL)
        (tmp_path / "go").touch()

    with distributed.LocalCluster(**options, silence_logs=50) as local:
        killer = threading.Thread(target=kill_one, daemon=True)
        killer.start()
        with cluster(local.scheduler_address) as executor:
            found = sweep(path, {"k": list(range(1, 7))}, 1, executor, store=store, warm=False)
    assert len(lost) == 1
    assert [(row.parameters["k"], row.records["k"], row.error) for row in found.rows] == [
        (k, k, "") for k in range(1, 7)
    ]
    assert len(list(store.glob("*.ipynb"))) == 6
    again = int(lost[0].split("-")[1])
    assert sorted(int(name.split("-")[1]) for name in names(begun)) == sorted([*range(1, 7), again])
    assert [row.value.n for row in [found.best("correct")]] == [9]


class Elsewhere(Executor):
    """An executor that says which of its futures somebody still holds, and whose runs end when told."""

    def __init__(self) -> None:
        self.held: list[weakref.ref[Future[Any]]] = []
        self.texts: list[str] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.held.append(weakref.ref(future))
        self.texts.append(args[0])
        return future

    def end(self, k: int) -> None:
        future = self.held[k]()
        assert future is not None
        future.set_result((self.texts[k], "", 0.1))


def test_a_run_that_is_kept_is_let_go_of_since_a_cluster_makes_again_what_is_held_and_lost(
    tmp_path: Path,
) -> None:
    path, store, far = book(tmp_path / "idea.ipynb", "k = 1"), tmp_path / "store", Elsewhere()
    let_go: list[bool] = []

    def driver() -> None:
        while len(far.held) < 2:
            time.sleep(0.01)
        for k in range(2):
            far.end(k)
            until = time.monotonic() + 10
            while far.held[k]() is not None and time.monotonic() < until:
                time.sleep(0.01)
                gc.collect()
            let_go.append(far.held[k]() is None)

    thread = threading.Thread(target=driver)
    thread.start()
    sweep(path, {"k": [1, 2]}, 1, far, store=store, warm=False)
    thread.join()
    assert len(list(store.glob("*.ipynb"))) == 2
    assert let_go == [True, True]


def test_an_address_where_nothing_answers_is_said_in_one_sentence() -> None:
    with (
        pytest.raises(RunError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        cluster("tcp://127.0.0.1:9", seconds=0.5),
    ):
        pass
