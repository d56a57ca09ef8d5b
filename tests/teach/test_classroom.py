"""A class is graded the same every time: in any order, by any number of jobs, stopped, cached, in parts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from klass import ANSWERS, POINTS, RIGHT, STEADY, klass, notebook

from kit.learn.course import CourseError
from kit.learn.grade import run
from kit.learn.jail import WALLS
from kit.learn.wall import Limits
from kit.learn.warm import CAN_FORK
from kit.teach import bench, benches
from kit.teach.classroom import Graded, Plan, grade_class
from kit.teach.found import submissions
from kit.teach.journal import Journal
from kit.teach.results import ClassGrades, merged


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.teach.classroom.cache_dir", lambda: tmp_path / "cache")


def grade(folder: Path, out: str = "out", **options: Any) -> Graded:
    """Grade the class in a folder."""
    options = {"jobs": 2, "fresh": True} | options
    plan = Plan(folder / "class", folder / out, folder / "course", **options)
    return grade_class(plan, progress=False)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = klass(tmp_path_factory.mktemp("undisturbed"))
    return grade(folder).grades.as_json()


def test_everybody_gets_the_points_they_earned(undisturbed: str, tmp_path: Path) -> None:
    (tmp_path / "grades.json").write_text(undisturbed)
    found = ClassGrades.load(tmp_path)
    assert {r.learner: r.points for r in found.results} == POINTS
    assert all(r.possible == 4 for r in found.results)
    assert found.of("eve", "07_toy").notes  # type: ignore[union-attr]
    assert json.loads(undisturbed) == json.loads(found.as_json())


def test_one_job_in_another_order_gives_the_same_bytes(undisturbed: str, tmp_path: Path) -> None:
    folder = klass(tmp_path, dict(reversed(ANSWERS.items())))
    assert grade(folder, jobs=1).grades.as_json() == undisturbed


def test_the_class_is_graded_as_one_exercise_is(undisturbed: str) -> None:
    from klass import SHEET

    for result in json.loads(undisturbed)["results"]:
        alone = run(SHEET, ANSWERS[result["learner"]])[0]
        assert [v["state"] for v in result["verdicts"]] == [v.state for v in alone.verdicts]
        assert [v["message"] for v in result["verdicts"]] == [v.message for v in alone.verdicts]


def test_another_seed_is_another_exam_and_the_former_grades_are_kept(tmp_path: Path) -> None:
    odd = RIGHT | {"answer-price": "def price_of(tokens):\n    return 2 * tokens if tokens % 2 else 0"}
    folder = klass(tmp_path, {"ann": RIGHT, "odd": odd})
    seen = {}
    for seed in range(8):
        done = grade(folder, seed=seed, fresh=False)
        seen[done.grades.of("odd", "07_toy").points] = done  # type: ignore[union-attr]
        assert done.grades.of("ann", "07_toy").points == 4  # type: ignore[union-attr]
        if len(seen) == 2:
            break
    assert set(seen) == {2, 4}
    assert done.changed
    assert "odd, 07_toy" in done.changed[0]
    assert (tmp_path / "out" / "grades.previous.json").exists()


def test_what_has_not_changed_is_not_graded_twice(tmp_path: Path) -> None:
    folder = klass(tmp_path, {"ann": RIGHT, "dan": ANSWERS["dan"]})
    first = grade(folder, fresh=False)
    assert (first.graded, first.cached) == (2, 0)
    book = notebook(RIGHT)
    book["cells"][0]["source"] = "a word more"  # no answer
    (folder / "class" / "ann" / "07_toy.ipynb").write_text(json.dumps(book))
    again = grade(folder, fresh=False)
    assert (again.graded, again.cached) == (0, 2)
    assert again.grades.as_json() == first.grades.as_json()
    (folder / "class" / "ann" / "07_toy.ipynb").write_text(json.dumps(notebook({})))
    third = grade(folder, fresh=False)
    assert (third.graded, third.cached) == (1, 1)
    assert third.grades.of("ann", "07_toy").points == 0  # type: ignore[union-attr]
    solution = folder / "course" / "solutions" / "07_toy.ipynb"
    solution.write_text(solution.read_text().replace("points=2", "points=5"))
    assert grade(folder, fresh=False).graded == 2


def test_a_grade_that_a_time_limit_decided_is_not_kept(tmp_path: Path) -> None:
    slow = RIGHT | {"answer-price": "import time\ntime.sleep(60)"}
    folder = klass(tmp_path, {"slow": slow})
    for _ in range(2):
        done = grade(folder, fresh=False, limits=Limits(cell=0.5))
        assert (done.graded, done.cached) == (1, 0)
        assert done.grades.results[0].points == 2


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_killed_at_any_moment_it_resumes_to_the_same_grades(
    undisturbed: str, tmp_path: Path, number: int
) -> None:
    folder = klass(tmp_path)
    command = [sys.executable, "-m", "kit", "grade", "--class", "class", "--course", "course", "--out", "out"]
    journal, stops = folder / "out" / "journal.jsonl", 0
    env = os.environ | {"KIT_CACHE": str(tmp_path / "cache"), "KIT_LOCAL_URL": "http://127.0.0.1:9"}
    for more in (["--fresh"], ["--resume"], ["--resume"]):
        before = len(journal.read_text().splitlines()) if journal.exists() else 1
        run_ = subprocess.Popen([*command, *more, "--jobs", "1"], cwd=folder, env=env, text=True)
        until = time.monotonic() + 60
        while run_.poll() is None and time.monotonic() < until:
            if journal.exists() and len(journal.read_text().splitlines()) >= before + 2:
                break
            time.sleep(0.005)
        family = psutil.Process(run_.pid).children(recursive=True) if run_.poll() is None else []
        run_.send_signal(number)
        stops += run_.wait(30) != 0
        _, left = psutil.wait_procs(family, timeout=20)
        assert left == []
    assert stops >= 2
    if journal.exists():
        with journal.open("a") as file:
            file.write('{"name": "ann/07_toy.ipynb", "dig')  # as a kill would leave it
        with pytest.raises(CourseError, match="did not finish"):
            grade(folder, fresh=False)
        with pytest.raises(CourseError, match="was begun with"):
            grade(folder, resume=True, fresh=False, seed=3)
        done = grade(folder, resume=True, fresh=False)
        assert done.resumed >= 2
    assert (folder / "out" / "grades.json").read_text() == undisturbed
    assert not journal.exists()


def test_what_was_graded_with_other_checks_is_graded_again_on_resume(tmp_path: Path) -> None:
    folder = klass(tmp_path, {"ann": RIGHT})
    solutions = folder / "course" / "solutions"
    todo, _ = submissions(folder / "class", ["07_toy"])
    (folder / "out").mkdir()
    journal = Journal(folder / "out", {}, solutions)
    assert journal.begin(todo, resume=False, fresh=False) == {}
    with journal:
        journal.note(todo[0], {"state": "graded", "exercise": "07_toy"})
    assert list(journal.begin(todo, resume=True, fresh=False)) == ["ann/07_toy.ipynb"]
    solution = solutions / "07_toy.ipynb"
    solution.write_text(solution.read_text().replace("points=2", "points=5"))
    assert journal.begin(todo, resume=True, fresh=False) == {}


def test_parts_make_the_whole(undisturbed: str, tmp_path: Path) -> None:
    folder = klass(tmp_path)
    parts = [grade(folder, f"part{i}", shard=(i, 3)) for i in (1, 2, 3)]
    assert sorted(len(part.grades.results) for part in parts) == [2, 2, 3]
    whole = merged([part.folder for part in parts], tmp_path / "all")
    assert whole.as_json() == undisturbed
    with pytest.raises(CourseError, match="given twice"):
        merged([parts[0].folder, parts[0].folder], tmp_path / "twice")
    with pytest.raises(CourseError, match="no part 4 of 3"):
        grade(folder, shard=(4, 3))


def test_without_fork_the_grades_are_the_same(
    undisturbed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.learn.warm.CAN_FORK", False)
    monkeypatch.setattr(bench, "CAN_FORK", False)
    here = bench.Bench(outward=-1)

    def alone(requests: list[dict[str, Any]], jobs: int) -> Any:
        yield from ((i, here._here(request, "")) for i, request in enumerate(requests))

    monkeypatch.setattr("kit.teach.classroom.at_home", alone)
    found = json.loads(grade(klass(tmp_path)).grades.as_json())
    assert found["missing_walls"] == list(WALLS)
    assert found | {"missing_walls": json.loads(undisturbed)["missing_walls"]} == json.loads(undisturbed)


def test_of_two_files_by_one_learner_the_later_counts(tmp_path: Path) -> None:
    folder = klass(tmp_path, {"ann": RIGHT})
    for name, answers in (("07_toy-1", {}), ("07_toy-2", RIGHT | STEADY)):
        (folder / "class" / "ann" / f"{name}.ipynb").write_text(json.dumps(notebook(answers)))
    [result] = grade(folder).grades.results
    assert (result.file, result.points) == ("ann/07_toy-2.ipynb", 4)
    assert len(result.notes) == 2
    assert "ann/07_toy-1.ipynb by the same learner was left out" in " ".join(result.notes)


def test_a_file_nobody_wrote_in_does_not_count_before_one_with_answers(tmp_path: Path) -> None:
    folder = klass(tmp_path, {"ann": RIGHT})
    for name in ("zz backup", "07_toy-9"):
        (folder / "class" / "ann" / f"{name}.ipynb").write_text(json.dumps(notebook({})))
    found = grade(folder).grades
    assert [(r.file, r.points) for r in found.results] == [("ann/07_toy.ipynb", 4)]
    assert sum("was left out; ann/07_toy.ipynb counts" in note for note in found.notes) == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"course": "class"}, "is no course"),
        ({"out": "class/results"}, "inside the submissions"),
        ({"resume": True, "fresh": True}, "say one of them"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    tmp_path: Path, options: dict[str, Any], sentence: str
) -> None:
    folder = klass(tmp_path, {"ann": RIGHT})
    options = {k: folder / v if isinstance(v, str) else v for k, v in options.items()}
    options = {"out": folder / "out", "course": folder / "course"} | options
    with pytest.raises(CourseError, match=sentence):
        grade_class(Plan(folder / "class", **options), progress=False)
    assert not (folder / "out").exists()
    assert [p.name for p in (folder / "class").iterdir()] == ["ann"]


def test_a_bench_that_dies_is_replaced_and_nobody_else_is_harmed(
    undisturbed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = klass(tmp_path)
    killed = []

    class Mortal(benches.Bench):
        def give(self, place: int, request: benches.Request) -> None:
            if "/dan/" in request["path"] and not killed:
                killed.append(self.start()._process.pid)  # type: ignore[union-attr]
                os.kill(killed[0], signal.SIGKILL)
                time.sleep(0.2)
            super().give(place, request)

    monkeypatch.setattr(benches, "Bench", Mortal)
    assert grade(folder).grades.as_json() == undisturbed
    assert killed


@pytest.mark.skipif(not CAN_FORK, reason="without fork there is no checker of its own to die")
def test_a_submission_that_ends_every_bench_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Doomed(benches.Bench):
        def start(self) -> benches.Bench:
            super().start()
            os.kill(self._process.pid, signal.SIGKILL)  # type: ignore[union-attr]
            return self

    monkeypatch.setattr(benches, "Bench", Doomed)
    [result] = grade(klass(tmp_path, {"ann": RIGHT})).grades.results
    assert (result.state, result.points, result.exercise) == ("refused", 0, "07_toy")
    assert "look at it by hand" in result.notes[0]
