"""A class on two worker processes of a cluster, one killed on the way: every grade once, none lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from klass import RIGHT, STEADY, klass
from test_classroom import grade

from kit.learn.course import CourseError
from kit.teach import classroom
from kit.teach.benches import Answer
from kit.teach.found import Submission
from kit.teach.journal import Journal

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")


def test_a_worker_is_killed_on_the_way_and_every_grade_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {f"s{i:02}": (RIGHT | STEADY if i % 3 else {}) for i in range(16)}
    folder = klass(tmp_path, answers)
    told: Counter[str] = Counter()

    class Counted(Journal):
        def note(self, one: Submission, answer: Answer) -> None:
            told[one.name] += 1
            super().note(one, answer)

    monkeypatch.setattr(classroom, "Journal", Counted)
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    killed: list[int] = []

    def kill_one(workers: list[int]) -> None:
        while sum(told.values()) < 4:
            time.sleep(0.02)
        os.kill(workers[0], signal.SIGKILL)
        killed.append(workers[0])

    with distributed.LocalCluster(**options, silence_logs=50) as local:
        workers = [nanny.pid for nanny in local.workers.values()]
        threading.Thread(target=kill_one, args=(workers,), daemon=True).start()
        there = grade(folder, on=local.scheduler_address)
    assert killed
    assert set(told.values()) == {1}
    assert len(told) == 16
    here = grade(folder, "here")
    assert there.grades.as_json() == here.grades.as_json()
    assert [r.points for r in here.grades.results] == [4.0 if i % 3 else 0.0 for i in range(16)]


def test_no_scheduler_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No Dask scheduler answers"):
        grade(klass(tmp_path, {"ann": RIGHT}), on="tcp://127.0.0.1:9")
