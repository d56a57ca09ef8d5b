"""A checker: a process, forked from a bench, that reads, looks up and grades submissions of one exercise.

No code of a submission runs in it, so it may grade several, one after another, and a fork is spared; each
begins with the state that the first one found (`Pristine`). It is used no more once something odd happened,
or where models answer: those leave connections, threads and caches behind.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from kit.learn import course
from kit.learn.course import CourseError
from kit.learn.jail import WALLS
from kit.learn.sheet import Sheet, read
from kit.learn.submission import answers_in
from kit.learn.wall import Limits, Worker
from kit.learn.warm import Warm

MOST = 25  # submissions that one checker grades
MOST_CODE = 1_000_000  # characters of one answer cell
WANTED = "wanted"  # state of an answer that names the exercise whose checker has to grade this
_MOST_GROWN = 32_000_000  # bytes that a checker may have grown by
_DECIDE = "openai anthropic httpx2 ipython pydantic numpy scipy scikit-learn".split()  # noqa: SIM905
_MODELS = ("OpenAI", "Anthropic", ".model(", ".live(")


@cache
def sheet_of(base: str, slug: str) -> Sheet:
    """An exercise of a course, read once."""
    return read(Path(base) / "solutions" / f"{slug}.ipynb")


class Pristine:
    """What a process's state is now, so that every grade can begin with it."""

    def __init__(self) -> None:
        self._environ, self._path, self._folder = dict(os.environ), list(sys.path), os.getcwd()
        self._grown, self._open, self._threads = _size(), _descriptors(), threading.active_count()

    def restore(self, seed: int) -> None:
        """Go back to it; random numbers begin where the seed says."""
        if dict(os.environ) != self._environ:
            os.environ.clear()
            os.environ.update(self._environ)
        sys.path[:] = self._path
        os.chdir(self._folder)
        random.seed(seed)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(seed % 2**32)

    def odd(self) -> bool:
        """Whether something is left of a grade: threads, descriptors, or much memory."""
        more = threading.active_count() > self._threads or _descriptors() > self._open
        return more or _size() > self._grown + _MOST_GROWN


def _size() -> int:
    with contextlib.suppress(OSError), open("/proc/self/statm") as sizes:
        return int(sizes.read().split()[1]) * 4096
    import psutil

    return int(psutil.Process().memory_info().rss)


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def serve(slug: str, warm: Warm | None, folder: str, lines: Any, tell: Callable[..., None]) -> None:
    """Answer requests, one JSON line each, until it should be used no more.

    Args:
        slug: of the exercise that everything is ready for; "" if of none.
        warm: its warm parent.
        folder: for temporary files.
        tell: sends a message; the number of each worker goes before the answer.
    """
    tempfile.tempdir = folder
    pristine, left = Pristine(), MOST
    for line in lines:
        request = json.loads(line)
        pristine.restore(request["seed"])
        answer = graded(request, slug, warm, lambda number: tell(worker=number))
        left -= 1
        spent = answer.pop("models", False) or answer.get("hurried") or not left
        again = not spent and not pristine.odd()
        tell(answer=answer, again=again)
        if not again:
            return


def graded(
    request: dict[str, Any], slug: str, warm: Warm | None, born: Callable[[int], object]
) -> dict[str, Any]:
    """Read, look up, or grade one submission; what `Result` needs, and whether walls were missing."""
    try:
        sheet, answers, notes = _read(request)
    except CourseError as error:
        return {"state": "refused", "exercise": request["exercise"] or "", "notes": [str(error)]}
    told: dict[str, Any] = {"exercise": sheet.slug, "answers": answers}
    kept = Path(request["cache"]) / f"{_key(sheet, answers, request)}.json" if request["cache"] else None
    found = _kept(kept) if not request["fresh"] else None
    if found is None:
        if warm is None or sheet.slug != slug:
            return {"state": WANTED, "exercise": sheet.slug}
        found = _grade(sheet, answers, request, warm, born)
        more = {"loaded": found.pop("loaded"), "models": asks_models(sheet)}
        if not found["hurried"] and kept:
            course.write(kept, json.dumps(found))
    else:
        more = {"cached": True}
    return told | found | more | {"state": "graded", "notes": [*notes, *found["notes"]]}


def asks_models(sheet: Sheet) -> bool:
    """Whether models may answer in an exercise's checks or cells."""
    return any(word in cell.source for cell in sheet.cells for word in _MODELS)


def _read(request: dict[str, Any]) -> tuple[Sheet, dict[str, str], list[str]]:
    """The submission's exercise and answers. Its cells say which exercise, else its name."""
    path = Path(request["path"])
    if path.suffix.lower() != ".ipynb":
        raise CourseError(f"{path.name} is no notebook; archives have to be unpacked first.")
    notebook = course.notebook_json(path)
    base, named = request["course"], request["exercise"]
    notes: list[str] = []
    answers: dict[str, str] = {}
    sheet = sheet_of(base, named) if named else None
    if sheet:
        answers, notes = answers_in(notebook, sheet)
    if sheet is None or not answers.keys() >= sheet.answers.keys():
        every = [sheet_of(base, slug) for slug in course.slugs(Path(base))]
        best = max(every, key=lambda s: (len(answers_in(notebook, s)[0].keys() & s.answers), s.slug == named))
        found, more = answers_in(notebook, best)
        if len(found.keys() & best.answers) > len(answers.keys() & (sheet.answers if sheet else {})):
            sheet, answers, notes = best, found, more
            if named:
                notes.append(f"The file is named after {named}, but its cells are those of {best.slug}.")
    if sheet is None:
        raise CourseError("It has no cell of any exercise of this course.")
    for cell_id, source in list(answers.items()):
        if len(source) > MOST_CODE:
            notes.append(f"Cell {cell_id} holds {len(source):,} characters, so it counts as unwritten.")
            del answers[cell_id]
    return sheet, answers, notes


def _grade(
    sheet: Sheet, answers: dict[str, str], request: dict[str, Any], warm: Warm, born: Callable[[int], object]
) -> dict[str, Any]:
    """The grade as data."""
    from kit.learn.grade import run

    missing: list[str] = []
    before = set(sys.modules)

    def start(gateway: str, limits: Limits | None) -> Worker:
        worker = warm.start(gateway, limits)
        born(worker.number)
        missing.extend(WALLS if worker.missing is None else worker.missing)
        return worker

    limits, kept = Limits(**request["limits"]), request["live"]
    live = any(name in cell.source for cell in sheet.cells for name in ("OpenAI", "Anthropic"))
    more: dict[str, Any] = {"limits": limits, "kept": kept and Path(kept), "live": live}
    more["models"] = asks_models(sheet)
    made = run(sheet, answers, seeds=[request["seed"]], start=start, **more)[0]
    told = {"hurried": made.hurried, "missing": missing, "loaded": sorted(set(sys.modules) - before)}
    return {"verdicts": [v.as_dict() for v in made.verdicts], "notes": made.notes} | told


@cache
def release() -> str:
    """A digest of what else decides grades: the kit's code, Python, libraries."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    for name in _DECIDE:
        digest.update(metadata.version(name).encode())
    return digest.hexdigest()


def _key(sheet: Sheet, answers: dict[str, str], request: dict[str, Any]) -> str:
    """A hash of everything that a grade depends on."""
    cells = [(cell.id, cell.kind, cell.source) for cell in sheet.cells]
    parts = [release(), sheet.slug, cells, sorted(answers.items()), request["seed"], request["limits"]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]


def _kept(path: Path | None) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path else None
    except (OSError, ValueError):
        return None
