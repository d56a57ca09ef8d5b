"""nbgrader, and the pytest plugins nbval and nbmake."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from _grading import meter
from _grading.exercise import ASSERTS, solution
from _grading.submissions import Submission, name_of
from _grading.tools import HERE, Said, Tool

_CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'course'\n"


class Nbgrader(Tool):
    """nbgrader's autograde; its release version and its gradebook are there before the clock starts."""

    name, how, jobs = "nbgrader", "`nbgrader autograde`, one process", 1
    peer, form = "nbgrader", "nbgrader"

    def prepare(self) -> None:
        """The release version, by nbgrader itself."""
        source = self.home / "course" / "source" / "tickets" / "tickets.ipynb"
        source.parent.mkdir(parents=True)
        source.write_text(json.dumps(solution("nbgrader")), encoding="utf-8")
        (self.home / "course" / "nbgrader_config.py").write_text(_CONFIG, encoding="utf-8")
        words = [str(self.python), "-m", "nbgrader", "generate_assignment", "tickets"]
        meter.run([words], self.home / "course", self.environment())

    def handed_out(self) -> dict[str, Any]:
        """The release version."""
        path = self.home / "course" / "release" / "tickets" / "tickets.ipynb"
        return json.loads(path.read_text(encoding="utf-8"))

    def hand_in(self, place: Path, class_: Mapping[str, Submission]) -> None:
        """A course of its own, whose gradebook knows every learner; each process has a copy of it."""
        shutil.copytree(self.home / "course", place, dirs_exist_ok=True)
        super().hand_in(place, class_)
        self._gradebook("add", place / "gradebook.db", json.dumps(list(class_)))
        for part in range(self.jobs):
            shutil.copy(place / "gradebook.db", place / f"part-{part}.db")

    def path_of(self, place: Path, learner: str) -> Path:
        """Where nbgrader collects."""
        return place / "submitted" / learner / "tickets" / "tickets.ipynb"

    def commands(self, place: Path, learners: Sequence[str]) -> list[list[str]]:
        """One process for each part of the class, told apart by the last digit."""
        words = [str(self.python), "-m", "nbgrader", "autograde", "tickets"]
        jobs = min(self.jobs, len(learners))
        digits = ["".join(str(d) for d in range(10) if d % jobs == part) for part in range(jobs)]
        return [
            [*words, f"--student=learner-*[{some}]", f"--db=sqlite:///{place / f'part-{part}.db'}"]
            for part, some in enumerate(digits)
        ]

    def said(self, place: Path, learners: Sequence[str]) -> dict[str, Said]:
        """Read the gradebooks."""
        found: dict[str, Said] = {}
        for part in range(self.jobs):
            scores = json.loads(self._gradebook("read", place / f"part-{part}.db"))
            for learner, cells in scores.items():
                checks = {name.removeprefix("check-"): score == 1 for name, score in cells.items()}
                found[learner] = Said.of(checks)
        return found

    def _gradebook(self, what: str, path: Path, given: str = "") -> str:
        words = [str(self.python), str(HERE / "drive_nbgrader.py"), what, str(path)]
        more = {"input": given, "capture_output": True, "text": True, "check": True}
        return subprocess.run(words, env=self.environment(), **more).stdout  # type: ignore[call-overload]


class NbgraderTwice(Nbgrader):
    """Two of them, each for half of the class with a gradebook of its own, so that neither waits."""

    name, how, jobs = "nbgrader x2", "two processes, half of the class and a gradebook each", 2
    only_many = True


class Nbval(Tool):
    """pytest --nbval-lax: a test for each cell, which must not raise."""

    name, how, peer = "nbval", "`pytest --nbval-lax -n 2`", "nbval"
    words = ("--nbval-lax", "--nbval-current-env")
    spread = ("-n", "2", "--dist", "loadfile")

    def commands(self, place: Path, learners: Sequence[str]) -> list[list[str]]:
        """pytest on the folder, spread over processes if there are many files."""
        words = ["-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", "--junitxml=out/report.xml"]
        spread = self.spread if len(learners) > 1 else ("-p", "no:xdist")
        return [[str(self.python), *words, *self.words, *spread, "in"]]

    def said(self, place: Path, learners: Sequence[str]) -> dict[str, Said]:
        """Checks whose cell did not fail have passed; so has one that is no more there."""
        failed: dict[str, set[str]] = {}
        for case in ElementTree.parse(place / "out" / "report.xml").iter("testcase"):
            learner = next(part for part in learners if part in f"{case.get('classname')}{case.get('name')}")
            bad = any(child.tag in ("failure", "error") for child in case)
            failed.setdefault(learner, set()).update([str(case.get("name"))] if bad else [])
        return {learner: self._said(place, learner, failed[learner]) for learner in failed}

    def _said(self, place: Path, learner: str, failed: set[str]) -> Said:
        cells = json.loads(self.path_of(place, learner).read_text(encoding="utf-8"))["cells"]
        code = [name_of(c) for c in cells if c["cell_type"] == "code"]
        bad = {code[int(name.rpartition(" ")[2])] for name in failed}
        return Said(not failed, {check: f"check-{check}" not in bad for check in ASSERTS})


class Nbmake(Nbval):
    """pytest --nbmake: a test for each notebook."""

    name, how, peer = "nbmake", "`pytest --nbmake -n 2`; one verdict for the notebook", "nbmake"
    words = ("--nbmake",)
    spread = ("-n", "2")

    def _said(self, place: Path, learner: str, failed: set[str]) -> Said:
        return Said(not failed)
