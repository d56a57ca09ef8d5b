"""A grading bench: one process that has everything ready, and forks checkers which grade submissions.

`kit.teach.start` starts it. It reads JSON lines, `{"jobs": n}` and then requests, and answers each request with
one; `kit.teach.benches.Bench` is its other side. For an exercise it keeps two things ready: everything imported
that its checks need, here, and a warm parent for the workers (`kit.learn.warm`). So a checker is a fork away, and
so is a worker; and whatever happens to one, its submission gets another chance, and then an answer.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections import deque
from importlib import import_module
from typing import Any

from kit.learn.parent import import_all
from kit.learn.prepared import prepare
from kit.learn.warm import CAN_FORK, Warm, imports_of
from kit.teach.benches import FAILED
from kit.teach.checker import WANTED, Sheets, graded, serve

_TRIES = 2


class Checker:
    """A forked checker, as its bench sees it.

    Attributes:
        slug: of the exercise it grades.
        request: the one it has, or None.
    """

    def __init__(self, bench: Bench, slug: str, warm: Warm | None) -> None:
        self.slug, self.until = slug, float("inf")
        self.request: dict[str, Any] | None = None
        self._worker, self._got = 0, b""
        self._folder = tempfile.mkdtemp(prefix="kit-bench-")
        self.line, there = socket.socketpair()
        self._number = os.fork()
        if self._number:
            there.close()
            return
        try:
            _die_with_the_bench()
            self.line.close()
            bench.let_go()
            gc.set_threshold(50_000)

            def tell(**message: Any) -> None:
                there.sendall(json.dumps(message).encode() + b"\n")

            with there.makefile("r", encoding="utf-8") as lines:
                serve(bench.sheets, slug, warm, self._folder, lines, tell)
        except BaseException:
            if os.environ.get("KIT_DEBUG"):
                traceback.print_exc()
        finally:
            os._exit(0)

    def give(self, request: dict[str, Any]) -> None:
        """Let it grade a submission."""
        self.request, self.until = request, time.monotonic() + request["seconds"]
        with contextlib.suppress(OSError):  # it died: `heard` says so
            self.line.sendall(json.dumps(request).encode() + b"\n")

    def heard(self) -> dict[str, Any] | None:
        """Once something is there to read: its answer; one that it failed, if it is no more; or None yet."""
        try:
            chunk = self.line.recv(1 << 20)
        except OSError:
            chunk = b""
        if not chunk:
            return {"answer": {"state": FAILED}, "again": False}
        self._got += chunk
        while b"\n" in self._got:
            line, _, self._got = self._got.partition(b"\n")
            said: dict[str, Any] = json.loads(line)
            if "answer" in said:
                self._worker = 0
                return said
            self._worker = said["worker"]
        return None

    def close(self) -> None:
        """End it, its worker, and its folder."""
        self.line.close()
        with contextlib.suppress(OSError):
            os.kill(self._number, signal.SIGKILL)
        os.waitpid(self._number, 0)
        if self._worker:
            _end(self._worker)
        shutil.rmtree(self._folder, ignore_errors=True)


class Bench:
    """What the process has at hand: exercises, the warm parents of their workers, and checkers."""

    def __init__(self, outward: int, spare: Warm | None = None) -> None:
        self.sheets = Sheets()
        self._jobs, self._outward, self._spare = 1, outward, spare
        self._warm: dict[str, Warm] = {}
        self._checkers: list[Checker] = []
        self._todo: deque[dict[str, Any]] = deque()
        self._last = ""  # exercise, for a submission of which nobody knows yet

    def serve(self) -> None:
        """Answer requests until whoever sends them goes away."""
        buffer = b""
        while True:
            lines = [c.line for c in self._checkers if c.request]
            patience = (
                min([c.until for c in self._checkers if c.request], default=float("inf")) - time.monotonic()
            )
            ready = select.select(
                [0, *lines], [], [], None if patience == float("inf") else max(patience, 0)
            )[0]
            if 0 in ready:
                chunk = os.read(0, 1 << 20)
                if not chunk:
                    return
                *whole, buffer = (buffer + chunk).split(b"\n")
                for line in map(json.loads, whole):
                    self._jobs = line.get("jobs", self._jobs)
                    self._todo.extend([line] * ("path" in line))
            for checker in [c for c in self._checkers if c.request]:
                if checker.line in ready and (said := checker.heard()):
                    self._done(checker, **said)
                elif checker.until < time.monotonic():
                    self._done(checker, {"state": FAILED}, again=False)
            self._hand_out()

    def _done(self, checker: Checker, answer: dict[str, Any], again: bool) -> None:
        request, checker.request = checker.request, None
        assert request
        if not again:
            self._checkers.remove(checker)
            checker.close()
        request["tries"] = request.get("tries", 0) + 1
        if answer["state"] == WANTED and request.get("ready") != answer["exercise"]:
            self._todo.appendleft(request | {"ready": answer["exercise"], "tries": 0})
        elif answer["state"] == FAILED and request["tries"] < _TRIES:
            self._todo.appendleft(request)
            self._without(checker.slug)
        else:
            load(answer.pop("loaded", []))
            self._say({"place": request["place"]} | answer)

    def _hand_out(self) -> None:
        while self._todo and sum(c.request is not None for c in self._checkers) < self._jobs:
            request = self._todo.popleft()
            slug = self._last = request.get("ready") or request["exercise"] or self._last
            if not CAN_FORK:
                self._say({"place": request["place"]} | self._here(request, slug))
                continue
            free = [c for c in self._checkers if c.request is None]
            for other in [c for c in free if c.slug != slug]:
                self._checkers.remove(other)
                other.close()
            mine = next((c for c in free if c.slug == slug), None)
            if mine is None:
                mine = Checker(self, slug, self._ready(request, slug) if slug else None)
                self._checkers.append(mine)
            mine.give(request)

    def _here(self, request: dict[str, Any], slug: str) -> dict[str, Any]:
        """Where nothing can be forked: the answer, made in this process, with a new worker."""
        for _ in range(_TRIES):
            warm = self._ready(request, slug) if slug else None
            answer = graded(request, self.sheets, slug, warm, lambda number: None)
            if answer["state"] != WANTED:
                break
            slug = answer["exercise"]
        return answer

    def _ready(self, request: dict[str, Any], slug: str) -> Warm:
        """The warm parent for an exercise; those that nobody needs any more end."""
        for other in {*self._warm} - {slug, *(c.slug for c in self._checkers)}:
            self._warm.pop(other).__exit__()
        if slug not in self._warm:
            sheet = self.sheets.of(request["course"], slug)
            warm, self._spare = self._spare or Warm(jailed=True), None
            self._warm[slug] = warm
            warm.prepare(sheet, request["often"])
            if CAN_FORK:  # while it gets ready, so does this side
                import_module("kit.learn.grade")
                prepare(sheet)
                import_all(imports_of(sheet, ("given", "answer", "plain", "check")), request["often"])
                warm.wait()
                gc.freeze()  # what is here stays here: a fork's collector need not touch, and so copy, it
        return self._warm[slug]

    def _without(self, slug: str) -> None:
        """Forget an exercise's warm parent, if it is no more."""
        if slug in self._warm and not self._warm[slug].alive():
            self._warm.pop(slug).__exit__()
            for idle in [c for c in self._checkers if c.slug == slug and c.request is None]:
                self._checkers.remove(idle)
                idle.close()

    def _say(self, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode() + b"\n"
        while data:
            data = data[os.write(self._outward, data) :]

    def let_go(self) -> None:
        """In a checker: what is its bench's, and other checkers'."""
        os.close(0)
        os.close(self._outward)
        for other in self._checkers:
            other.line.close()

    def close(self) -> None:
        """End all checkers and warm parents."""
        for checker in self._checkers:
            checker.close()
        for warm in [*self._warm.values(), *([self._spare] if self._spare else [])]:
            warm.__exit__()


def load(names: list[str]) -> None:
    """Load here what a checker loaded on the way, so that the next one has it."""
    missing = [name for name in names if name not in sys.modules]
    for name in missing:
        with contextlib.suppress(Exception):
            import_module(name)
    if missing:
        gc.freeze()


def _die_with_the_bench() -> None:
    with contextlib.suppress(OSError, ImportError, AttributeError):
        from kit.learn import linux

        linux.end_with_parent()


def _end(number: int) -> None:
    """End a worker whose checker died, and what it began; it is another's child."""
    import psutil

    with contextlib.suppress(psutil.Error):
        worker = psutil.Process(number)
        for one in (*worker.children(recursive=True), worker):
            one.kill()


def main(spare: Warm | None = None) -> None:
    """Answer requests until whoever sends them goes away; `spare` is a warm parent that is not needed yet."""
    outward = os.dup(1)
    os.dup2(2, 1)
    bench = Bench(outward, spare)
    try:
        bench.serve()
    finally:
        bench.close()
