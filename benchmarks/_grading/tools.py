"""The tools side by side: how each hands in a class, grades it, and says what it found.

Each gets the setting in which it is fastest on two cores. What is made before the clock starts: release
versions, autograder archives, gradebooks with all learners in them, the submissions' files.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _grading import meter, peers
from _grading.exercise import ASSERTS, SLUG, ok_test, solution
from _grading.submissions import Submission, filled, name_of

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Said:
    """What a tool said of a submission: right or not as a whole and, where it says so, check by check."""

    whole: bool
    checks: Mapping[str, bool] | None = None

    @classmethod
    def of(cls, checks: Mapping[str, bool]) -> Said:
        """From verdicts on checks; one that is missing has not passed."""
        full = {name: checks.get(name, False) for name in ASSERTS}
        return cls(all(full.values()), full)


class Tool:
    """A way to grade. Subclasses say what differs.

    Attributes:
        name: as in the tables.
        how: the setting, in a line.
        jobs: processes at the same time.
        peer: whose environment it runs in; "" is this one.
        form: which form of the exercise it takes.
        only_many: with one submission it is the same as another tool here.
    """

    name, how, jobs, peer, form = "", "", 2, "", "asserts"
    only_many = False

    def __init__(self, home: Path) -> None:
        self.home = home / self.name.replace(" ", "-")
        (self.home / "user").mkdir(parents=True)
        self.python = peers.python_of(self.peer) if self.peer else Path(sys.executable)
        self.prepare()

    def prepare(self) -> None:
        """Whatever is made once, before any submission is there."""

    def handed_out(self) -> dict[str, Any]:
        """The notebook that learners get."""
        from kit.learn.sheet import parse, stub_of

        sheet = parse(solution("kit"), SLUG)
        made = solution(self.form)
        for cell in made["cells"]:
            if cell["id"] in sheet.answers:
                cell["source"] = stub_of(cell["id"], cell["source"])
        return made

    def hand_in(self, place: Path, class_: Mapping[str, Submission]) -> None:
        """Write the class's files into `place`."""
        handed_out = self.handed_out()
        for folder in ("in", "out"):
            (place / folder).mkdir()
        for learner, what in class_.items():
            path = self.path_of(place, learner)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(filled(handed_out, what, learner)), encoding="utf-8")

    def path_of(self, place: Path, learner: str) -> Path:
        """Where a learner's file lies."""
        return place / "in" / f"{learner}.ipynb"

    def commands(self, place: Path, learners: Sequence[str]) -> list[list[str]]:
        """What to run, at the same time; for one learner, without anything that serves only many."""
        raise NotImplementedError

    def said(self, place: Path, learners: Sequence[str]) -> dict[str, Said]:
        """What came of it, by learner."""
        raise NotImplementedError

    def grade(self, place: Path, learners: Sequence[str]) -> meter.Spent:
        """Grade what was handed in; measured.

        Raises:
            RuntimeError: it failed.
        """
        return meter.run(self.commands(place, learners), place, self.environment(), allowed=(0, 1))

    def environment(self) -> dict[str, str]:
        """This machine's, with a home of its own, and no key or setting of the kit, Jupyter or pytest."""
        own = ("KIT_", "XDG_", "JUPYTER", "IPYTHON", "PYTEST", "PYTHONDONTWRITEBYTECODE")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(own) and "KEY" not in k}
        path = f"{self.python.parent}{os.pathsep}{kept.get('PATH', '')}"
        return kept | {"HOME": str(self.home / "user"), "PATH": path}


class Kit(Tool):
    """Ours: forked, jailed workers. `missing`: walls that could not be raised around them on this machine."""

    name, how, form = "kit", "`kit grade --class`, as many jobs as it takes by itself, no cache", "kit"
    missing: tuple[str, ...] = ()

    def prepare(self) -> None:
        """The course that the grader reads."""
        from kit.learn.build import build

        for folder in ("solutions", "exercises"):
            (self.home / "course" / folder).mkdir(parents=True)
        text = json.dumps(solution("kit"))
        (self.home / "course" / "solutions" / f"{SLUG}.ipynb").write_text(text, encoding="utf-8")
        build(None, self.home / "course")

    def handed_out(self) -> dict[str, Any]:
        """The exercise as `kit build` makes it."""
        return json.loads((self.home / "course" / "exercises" / f"{SLUG}.ipynb").read_text(encoding="utf-8"))

    def path_of(self, place: Path, learner: str) -> Path:
        """A folder for each learner."""
        return place / "in" / learner / f"{SLUG}.ipynb"

    def commands(self, place: Path, learners: Sequence[str]) -> list[list[str]]:
        """One command; nothing is taken from a cache."""
        where = ["--class", "in", "--out", "out", "--course", str(self.home / "course")]
        return [[str(self.python), "-m", "kit", "grade", *where, "--fresh"]]

    def said(self, place: Path, learners: Sequence[str]) -> dict[str, Said]:
        """Read grades.json."""
        grades = json.loads((place / "out" / "grades.json").read_text(encoding="utf-8"))
        self.missing = tuple(grades["missing_walls"])
        return {r["learner"]: Said.of(_passed(r["verdicts"])) for r in grades["results"]}


class Papermill(Tool):
    """papermill in a process pool; a notebook that raises nothing is right."""

    name, how, peer = "papermill", "process pool of 2; stops at the first cell that raises", "papermill"

    def commands(self, place: Path, learners: Sequence[str]) -> list[list[str]]:
        """A pool, or papermill's own command."""
        if len(learners) == 1:
            words = ["-m", "papermill", "--no-progress-bar", "--no-request-save-on-cell-execute"]
            file = f"{learners[0]}.ipynb"
            return [[str(self.python), *words, f"in/{file}", f"out/{file}"]]
        return [[str(self.python), str(HERE / "drive_papermill.py"), "in", "out", str(self.jobs)]]

    def said(self, place: Path, learners: Sequence[str]) -> dict[str, Said]:
        """Checks that ran and raised nothing have passed."""
        return {learner: _ran(place / "out" / f"{learner}.ipynb") for learner in learners}


class PapermillHere(Papermill):
    """The papermill of this environment (it is in the lock), for a quick look without any installation."""

    peer = ""


class Otter(Tool):
    """otter-grader without Docker."""

    name, how = "otter-grader", "`otter.api.grade_submission` in a process pool of 2, without Docker"
    peer, form = "otter-grader", "otter"

    def prepare(self) -> None:
        """The autograder's archive."""
        (self.home / "tests").mkdir()
        for check in ASSERTS:
            (self.home / "tests" / f"{check}.py").write_text(ok_test(check), encoding="utf-8")
        words = ["generate", "-t", "tests", "-o", "autograder.zip", "--no-requirements", "--no-environment"]
        meter.run([[str(self.python), "-m", "otter", *words]], self.home, self.environment())

    def commands(self, place: Path, learners: Sequence[str]) -> list[list[str]]:
        """A pool, or otter's own command."""
        archive = str(self.home / "autograder.zip")
        if len(learners) == 1:
            words = ["-m", "otter", "run", "--no-logo", "-a", archive, "-o", "out", f"in/{learners[0]}.ipynb"]
            return [[str(self.python), *words]]
        return [[str(self.python), str(HERE / "drive_otter.py"), "in", "out", str(self.jobs), archive]]

    def said(self, place: Path, learners: Sequence[str]) -> dict[str, Said]:
        """Read the scores."""
        found = {}
        for learner in learners:
            path = place / "out" / ("results.json" if len(learners) == 1 else f"{learner}.json")
            tests = json.loads(path.read_text(encoding="utf-8"))["tests"] if path.exists() else []
            scores = {t["name"]: t.get("score", 0) == t.get("max_score", 1) for t in tests}
            found[learner] = Said.of(scores)
        return found


def _passed(verdicts: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
    return {v["check"]: v["state"] == "pass" for v in verdicts}


def _ran(path: Path) -> Said:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.exists() else []
    good = {name_of(c): _quiet(c) for c in cells if c["cell_type"] == "code"}
    whole = bool(good) and all(good.values())
    return Said(whole, {check: good.get(f"check-{check}", whole) for check in ASSERTS})


def _quiet(cell: Mapping[str, Any]) -> bool:
    errors = [output for output in cell["outputs"] if output["output_type"] == "error"]
    return cell["execution_count"] is not None and not errors
