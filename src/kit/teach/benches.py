"""Several benches at work: processes of this machine, or of a Dask cluster, and submissions handed to them.

Whatever happens to a bench, its submission gets an answer: it is tried once more on a new one, and then
refused with a sentence.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from kit.learn.course import CourseError
from kit.teach.start import process

PATIENCE = 120.0  # seconds that a checker may take beyond the limits of a worker
_AT_ONE = 8  # submissions that one bench has in hand at most
FAILED = "failed"  # of a bench that got no grade out of its checker
Request = dict[str, Any]
Answer = dict[str, Any]


class Bench:
    """A bench process, started when first needed, and again after `close`. For one thread at a time.

    Args:
        jobs: submissions it has in hand at a time.
    """

    def __init__(self, jobs: int = 1) -> None:
        self.jobs = jobs
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Bench:
        """Start the process without waiting for it."""
        if self._process is None:  # one that died is noticed by `next`, with all that it had in hand
            self._process = process()
            self._tell({"jobs": self.jobs})
        return self

    def give(self, place: int, request: Request) -> None:
        """Hand it a request (see `kit.teach.checker.graded`), with a number for its answer."""
        self.start()._tell(request | {"place": place})

    def _tell(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError, ValueError, AttributeError):  # it died: `next` says so
            self._process.stdin.write(json.dumps(message).encode() + b"\n")  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]

    def next(self) -> tuple[int, Answer] | None:
        """Wait for an answer, to whichever request; None if it is no more."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            answer: Answer = json.loads(self._process.stdout.readline())  # type: ignore[union-attr]
            return answer.pop("place"), answer
        return None

    def grade(self, request: Request) -> Answer:
        """The answer to one request, given to nobody else meanwhile."""
        for _ in range(2):
            self.give(0, request)
            if told := self.next():
                return _in_words(told[1], request)
            self.close()
        return _in_words({"state": FAILED}, request)

    def close(self) -> None:
        """End the process, and with it what it began. Safe to repeat."""
        if self._process is not None and self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()  # nobody is left to hear of it, so it ends
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
        self._process = None


def _in_words(answer: Answer, request: Request) -> Answer:
    if answer["state"] != FAILED:
        return answer
    why = "It ended the grader, twice, so it was not graded: look at it by hand."
    return {"state": "refused", "exercise": request["exercise"] or "", "notes": [why]}


def at_home(requests: Sequence[Request], jobs: int) -> Iterator[tuple[int, Answer]]:
    """Have requests answered by benches of this machine, several at a time; each answer with its place.

    They are at work when this returns.
    """
    todo = deque(enumerate(requests))
    jobs = max(1, min(jobs, len(requests)))
    shares = [len(range(first, jobs, -(-jobs // _AT_ONE))) for first in range(-(-jobs // _AT_ONE))]
    benches = [Bench(share).start() for share in shares]
    said: SimpleQueue[tuple[int, Answer] | None] = SimpleQueue()

    def work(bench: Bench) -> None:
        try:
            for told in _by(bench, todo):
                said.put(told)
        finally:
            said.put(None)

    threads = [threading.Thread(target=work, args=[bench], daemon=True) for bench in benches]
    for thread in threads:
        thread.start()
    return _told(said, benches, todo.clear)


def _by(bench: Bench, todo: deque[tuple[int, Request]]) -> Iterator[tuple[int, Answer]]:
    """Answers from one bench, to what it takes from those to do."""
    in_hand: dict[int, Request] = {}
    while True:
        while len(in_hand) < bench.jobs + 1:  # one waits there, so that nobody there waits
            try:
                place, request = todo.popleft()
            except IndexError:
                break
            in_hand[place] = request
            bench.give(place, request)
        if not in_hand:
            return
        if told := bench.next():
            yield told[0], _in_words(told[1], in_hand.pop(told[0]))
            continue
        bench.close()  # it died, of one of these: so each is graded by itself
        while in_hand:
            place, request = in_hand.popitem()
            yield place, bench.grade(request)


def _told(
    said: SimpleQueue[tuple[int, Answer] | None], benches: Sequence[Bench], stop: Callable[[], None]
) -> Iterator[tuple[int, Answer]]:
    at_work = len(benches)
    try:
        while at_work:
            told = said.get()
            if told is None:
                at_work -= 1
            else:
                yield told
    finally:  # also when nobody wants the rest
        stop()
        for bench in benches:
            bench.close()


def on_cluster(requests: Sequence[Request], address: str, ahead: int = 64) -> Iterator[tuple[int, Answer]]:
    """Have requests answered by benches of a Dask cluster's workers; the kit is installed there, too.

    A file and its exercise travel with the request. If a worker is lost, Dask gives what it had to another.

    Raises:
        CourseError: no `distributed` here, or no scheduler at that address.
    """
    from kit.ship import cluster
    from kit.ship.parameters import RunError

    todo = iter(enumerate(requests))
    flying: dict[Future[Answer], int] = {}
    try:
        with cluster(address, 5) as executor:
            while True:
                for place, request in todo:
                    flying[executor.submit(on_worker, packed(request))] = place
                    if len(flying) >= ahead:
                        break
                if not flying:
                    return
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    yield flying.pop(future), future.result()
    except RunError as error:
        raise CourseError(str(error)) from None


def packed(request: Request) -> Request:
    """A request with the files it names inside, for a machine that has not got them."""
    slug, solutions = request["exercise"] or "*", Path(request["course"], "solutions")
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(solutions.glob(f"{slug}.ipynb"))}
    with contextlib.suppress(OSError):  # one that cannot be read is refused there
        file = base64.b64encode(Path(request["path"]).read_bytes()).decode()
        return request | {"file": file, "solutions": files, "cache": None, "live": None}
    return request | {"file": "", "solutions": files, "cache": None, "live": None}


_own = threading.local()


def on_worker(request: Request) -> Answer:
    """On a machine of a cluster: answer one packed request, on a bench of this thread's own."""
    if not hasattr(_own, "bench"):
        _own.bench, _own.folder = Bench(), tempfile.TemporaryDirectory(prefix="kit-cluster-")
    if request["engine"]:
        shared_engine()
    files = request.pop("solutions")
    release = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]
    course = Path(_own.folder.name, release)
    for name, text in files.items():
        path = course / "solutions" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    path = Path(_own.folder.name, Path(request["path"]).name[-100:])
    path.write_bytes(base64.b64decode(request.pop("file")))
    try:
        return _own.bench.grade(request | {"course": str(course), "path": str(path)})  # type: ignore[no-any-return]
    finally:
        path.unlink()


_engine = threading.Lock()


def shared_engine() -> None:
    """Start this process's local engine, unless there is one, and tell its children where it answers."""
    with _engine:
        if "KIT_LOCAL_URL" not in os.environ:
            from kit.models.engine import engine

            os.environ["KIT_LOCAL_URL"] = engine().address
