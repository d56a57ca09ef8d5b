"""A grading bench: one process that grades submission after submission, each in a checker forked for it.

`python -m kit.teach.bench` reads a request, a JSON line, and answers with one; `Bench` is its other side. For
an exercise it keeps two things ready: everything imported that its checks need, here, and a warm parent for
the workers (`kit.learn.warm`). So a submission costs two forks, and nothing of one is left for the next.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from kit.learn import course
from kit.learn.course import CourseError
from kit.learn.jail import WALLS
from kit.learn.parent import import_all
from kit.learn.prepared import prepare
from kit.learn.sheet import Sheet, read
from kit.learn.submission import answers_in
from kit.learn.wall import Limits, Worker
from kit.learn.warm import CAN_FORK, Warm, imports_of
from kit.teach.benches import FAILED

MOST_CODE = 1_000_000  # characters of one answer cell
_DECIDE = "openai anthropic httpx2 ipython pydantic numpy scipy scikit-learn".split()  # noqa: SIM905


class Here:
    """What the process has ready: an exercise's sheet, and the warm parent of its workers."""

    def __init__(self) -> None:
        self.sheets: dict[str, Sheet] = {}
        self._slug = ""
        self._warm: Warm | None = None

    def sheet(self, base: str, slug: str) -> Sheet:
        """The sheet of an exercise, read once."""
        key = f"{base}/{slug}"
        if key not in self.sheets:
            self.sheets[key] = read(Path(base) / "solutions" / f"{slug}.ipynb")
        return self.sheets[key]

    def warm(self, sheet: Sheet, often: bool) -> Warm:
        """The warm parent for an exercise; that of the one before ends."""
        if sheet.slug != self._slug or self._warm is None:
            self.close()
            self._slug, self._warm = sheet.slug, Warm(sheet, jailed=True, often=often)
            if CAN_FORK:  # while it gets ready, so does this side
                import_module("kit.learn.grade")
                prepare(sheet)
                import_all(imports_of(sheet, ("given", "answer", "plain", "check")), often)
                self._warm.wait()
                gc.freeze()  # what is here stays here: a fork's collector need not touch, and so copy, it
        return self._warm

    def load(self, names: list[str]) -> None:
        """Load here what a checker loaded on the way, so that the next one has it."""
        for name in names:
            with contextlib.suppress(Exception):
                import_module(name)
        if names:
            gc.freeze()

    def close(self) -> None:
        """End the warm parent."""
        if self._warm is not None:
            self._warm.__exit__()
        self._slug, self._warm = "", None


def graded(request: dict[str, Any], here: Here) -> dict[str, Any]:
    """Read, look up, or grade one submission; what `Result` needs, and whether walls were missing."""
    try:
        sheet, answers, notes = _read(request, here)
    except CourseError as error:
        return {"state": "refused", "exercise": request["exercise"] or "", "notes": [str(error)]}
    told: dict[str, Any] = {"exercise": sheet.slug, "answers": answers}
    kept = Path(request["cache"]) / f"{_key(sheet, answers, request)}.json" if request["cache"] else None
    found = _kept(kept) if not request["fresh"] else None
    if found is None:
        warm = here.warm(sheet, request["often"])
        with _scratch():
            found = _in_fork(lambda: _grade(sheet, answers, request, warm), request["seconds"])
        if found is None:
            warm.clear()
            return {"state": FAILED}
        here.load(found.pop("loaded"))
        if not found["hurried"] and kept:
            course.write(kept, json.dumps(found))
    else:
        told["cached"] = True
    return told | found | {"state": "graded", "notes": [*notes, *found["notes"]]}


def _read(request: dict[str, Any], here: Here) -> tuple[Sheet, dict[str, str], list[str]]:
    """The submission's exercise and answers. Its cells say which exercise, else its name."""
    path = Path(request["path"])
    if path.suffix.lower() != ".ipynb":
        raise CourseError(f"{path.name} is no notebook; archives have to be unpacked first.")
    notebook = course.notebook_json(path)
    base, named = request["course"], request["exercise"]
    notes: list[str] = []
    answers: dict[str, str] = {}
    sheet = here.sheet(base, named) if named else None
    if sheet:
        answers, notes = answers_in(notebook, sheet)
    if sheet is None or not answers.keys() >= sheet.answers.keys():
        every = [here.sheet(base, slug) for slug in course.slugs(Path(base))]
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


def _grade(sheet: Sheet, answers: dict[str, str], request: dict[str, Any], warm: Warm) -> dict[str, Any]:
    """In the checker: the grade as data."""
    from kit.learn.grade import run

    missing: list[str] = []
    before = set(sys.modules)

    def start(gateway: str, limits: Limits | None) -> Worker:
        worker = warm.start(gateway, limits)
        missing.extend(WALLS if worker.missing is None else worker.missing)
        return worker

    limits, kept = Limits(**request["limits"]), request["live"]
    live = any(name in cell.source for cell in sheet.cells for name in ("OpenAI", "Anthropic"))
    more: dict[str, Any] = {"limits": limits, "kept": kept and Path(kept), "live": live}
    made = run(sheet, answers, seeds=[request["seed"]], start=start, **more)[0]
    told = {"hurried": made.hurried, "missing": missing, "loaded": sorted(set(sys.modules) - before)}
    return {"verdicts": [v.as_dict() for v in made.verdicts], "notes": made.notes} | told


def _in_fork(work: Callable[[], dict[str, Any]], seconds: float) -> dict[str, Any] | None:
    """What `work` gives, done in a fork of this process; None if that one died, or took too long."""
    if not CAN_FORK:
        return work()
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(inward)
            data = json.dumps(work()).encode()
            while data:
                data = data[os.write(outward, data) :]
        except BaseException:
            if os.environ.get("KIT_DEBUG"):
                traceback.print_exc()
        finally:
            os._exit(0)
    os.close(outward)
    got, until = b"", time.monotonic() + seconds
    with os.fdopen(inward, "rb", buffering=0):
        while ready := select.select([inward, 0], [], [], max(until - time.monotonic(), 0))[0]:
            if 0 in ready:  # nobody is left to hear of it
                break
            chunk = os.read(inward, 1 << 20)
            if not chunk:
                break
            got += chunk
    with contextlib.suppress(OSError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        return json.loads(got)  # type: ignore[no-any-return]
    except ValueError:
        return None


@contextlib.contextmanager
def _scratch() -> Any:
    """Temporary files of the checker go into a folder that is gone afterwards, however it ends."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="kit-bench-", ignore_cleanup_errors=True) as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


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


def main() -> None:
    """Answer requests until whoever sends them goes away."""
    outward = os.dup(1)
    os.dup2(2, 1)
    here = Here()
    buffer = b""
    try:
        while chunk := os.read(0, 1 << 20):
            buffer += chunk
            if buffer.endswith(b"\n"):
                data = json.dumps(graded(json.loads(buffer), here)).encode() + b"\n"
                buffer = b""
                while data:
                    data = data[os.write(outward, data) :]
    finally:
        here.close()


if __name__ == "__main__":
    main()
