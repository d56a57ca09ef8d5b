"""A sweep on two worker processes, one of which is killed on the way: every run once, none lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from books import book

from kit.ship import cluster, sweep
from kit.ship.parameters import RunError

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

# Each run says that it begins, waits, and says that it ends.
CELL = """
import os, pathlib, time
name = f"{k}-{os.getpid()}"
pathlib.Path("begun", name).touch()
time.sleep(0.3)
pathlib.Path("ended", name).touch()
import kit
kit.record(k=k, correct=[True] * k + [False] * (9 - k))
"""


def test_a_worker_is_killed_on_the_way_and_every_run_is_there_once(tmp_path: Path) -> None:
    for name in ("begun", "ended"):
        (tmp_path / name).mkdir()
    path = book(tmp_path / "idea.ipynb", CELL)
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    killed: list[int] = []

    def kill_one(workers: list[int]) -> None:
        while len(list((tmp_path / "ended").iterdir())) < 3:
            time.sleep(0.02)
        os.kill(workers[0], signal.SIGKILL)
        killed.append(workers[0])

    with distributed.LocalCluster(**options, silence_logs=50) as local:
        workers = [nanny.pid for nanny in local.workers.values()]
        killer = threading.Thread(target=kill_one, args=(workers,), daemon=True)
        killer.start()
        with cluster(local.scheduler_address) as executor:
            found = sweep(path, {"k": list(range(1, 7))}, 1, executor, store=tmp_path / "store", warm=False)
    assert killed
    assert [(row.parameters["k"], row.records["k"], row.error) for row in found.rows] == [
        (k, k, "") for k in range(1, 7)
    ]
    assert len(list((tmp_path / "store").glob("*.ipynb"))) == 6
    ended = [int(p.name.split("-")[0]) for p in (tmp_path / "ended").iterdir()]
    assert set(ended) == set(range(1, 7))
    assert len(ended) <= 7  # only what was in flight with the killed worker may have run to its end unseen
    assert [row.value.n for row in [found.best("correct")]] == [9]


def test_an_address_where_nothing_answers_is_said_in_one_sentence() -> None:
    with (
        pytest.raises(RunError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        cluster("tcp://127.0.0.1:9", seconds=0.5),
    ):
        pass
