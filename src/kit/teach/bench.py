"""A grading bench: one process that has everything ready, and forks checkers which grade submissions.

`kit.teach.start` starts it. It reads JSON lines, `{"jobs": n}` and then requests, and answers each request
with one; `kit.teach.benches.Bench` is its other side. For an exercise it keeps two things ready: everything
imported that its checks need, here, and a warm parent for the workers (`kit.learn.warm`). So a checker is a
fork away, and so is a worker; and whatever happens to one, its submission gets another chance, and then an
answer.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import sys
import time
from collections import deque
from importlib import import_module
from typing import Any

from kit.learn.course import CourseError
from kit.learn.parent import import_all
from kit.learn.prepared import prepare
from kit.learn.warm import CAN_FORK, Warm, imports_of
from kit.teach.benches import FAILED
from kit.teach.checker import WANTED, graded, sheet_of
from kit.teach.forked import Checker

_TRIES = 2


class Bench:
    """What the process has at hand: checkers, and the warm parents of their workers."""

    def __init__(self, outward: int, spare: Warm | None = None) -> None:
        self._jobs, self._outward, self._spare = 1, outward, spare
        self._warm: dict[str, Warm] = {}
        self._checkers: list[Checker] = []
        self._todo: deque[dict[str, Any]] = deque()
        self._last = ""  # exercise, for a submission of which nobody knows yet

    def serve(self) -> None:
        """Answer requests until whoever sends them goes away."""
        buffer = b""
        while True:
            busy = [c for c in self._checkers if c.request]
            until = min((c.until for c in busy), default=None)
            patience = None if until is None else max(until - time.monotonic(), 0)
            waiting: list[Any] = [0, *(c.line for c in busy)]
            ready = select.select(waiting, [], [], patience)[0]
            if 0 in ready:
                chunk = os.read(0, 1 << 20)
                if not chunk:
                    return
                *whole, buffer = (buffer + chunk).split(b"\n")
                for line in map(json.loads, whole):
                    self._jobs = line.get("jobs", self._jobs)
                    self._todo.extend([line] * ("path" in line))
            for checker in busy:
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
                try:
                    warm = self._ready(request, slug) if slug else None
                except CourseError as error:
                    told = {"state": "refused", "exercise": slug, "notes": [str(error)]}
                    self._say({"place": request["place"]} | told)
                    continue
                mine = Checker(slug, warm, self._let_go)
                self._checkers.append(mine)
            mine.give(request)

    def _here(self, request: dict[str, Any], slug: str) -> dict[str, Any]:
        """Where nothing can be forked: the answer, made in this process, with a new worker."""
        for _ in range(_TRIES):
            warm = self._ready(request, slug) if slug else None
            answer = graded(request, slug, warm, lambda number: None)
            if answer["state"] != WANTED:
                break
            slug = answer["exercise"]
        return answer

    def _ready(self, request: dict[str, Any], slug: str) -> Warm:
        """The warm parent for an exercise; those that nobody needs any more end."""
        for other in {*self._warm} - {slug, *(c.slug for c in self._checkers)}:
            self._warm.pop(other).__exit__()
        if slug not in self._warm:
            sheet = sheet_of(request["course"], slug)
            warm, self._spare = self._spare or Warm(jailed=True), None
            self._warm[slug] = warm
            warm.prepare(sheet, request["often"])
            if CAN_FORK:  # while it gets ready, so does this side
                import_module("kit.learn.grade")
                prepare(sheet)
                import_all(imports_of(sheet, ("given", "answer", "plain", "check")), request["often"])
                warm.wait()
                gc.freeze()  # what is here stays here: a fork's collector need not touch, and so copy, it
                gc.enable()
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

    def _let_go(self) -> None:
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


def main(spare: Warm | None = None) -> None:
    """Answer requests until whoever sends them goes away; `spare` is a warm parent that is not needed yet."""
    outward = os.dup(1)
    os.dup2(2, 1)
    bench = Bench(outward, spare)
    try:
        bench.serve()
    finally:
        bench.close()
