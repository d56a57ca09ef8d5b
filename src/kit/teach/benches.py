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
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from kit.learn.course import CourseError

PATIENCE = 120.0  # seconds that a checker may take beyond the limits of a worker
FAILED = "failed"  # of a bench that got no grade out of its checker
Request = dict[str, Any]
Answer = dict[str, Any]


class Bench:
    """A bench process, started when first needed, and again if it died. For one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Bench:
        """Start the process without waiting for it."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kit.teach.bench"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self

    def grade(self, request: Request) -> Answer:
        """The answer to a request (see `kit.teach.bench.graded`)."""
        line = json.dumps(request).encode() + b"\n"
        for _ in range(2):
            process = self.start()._process
            with contextlib.suppress(OSError, ValueError, AttributeError):
                process.stdin.write(line)  # type: ignore[union-attr]
                process.stdin.flush()  # type: ignore[union-attr]
                answer: Answer = json.loads(process.stdout.readline())  # type: ignore[union-attr]
                if answer["state"] != FAILED:
                    return answer
            self.close()
        why = "It ended the grader, twice, so it was not graded: look at it by hand."
        return {"state": "refused", "exercise": request["exercise"] or "", "notes": [why]}

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


def at_home(requests: Sequence[Request], jobs: int) -> Iterator[tuple[int, Answer]]:
    """Have requests answered by benches of this machine, several at a time; each answer with its place.

    They are at work when this returns.
    """
    todo = deque(enumerate(requests))
    benches = [Bench().start() for _ in range(max(1, min(jobs, len(requests))))]

    def work(bench: Bench, tell: Callable[[tuple[int, Answer]], None]) -> None:
        while todo:
            with contextlib.suppress(IndexError):
                place, request = todo.popleft()
                tell((place, bench.grade(request)))

    said: SimpleQueue[tuple[int, Answer]] = SimpleQueue()
    threads = [threading.Thread(target=work, args=(b, said.put), daemon=True) for b in benches]
    for thread in threads:
        thread.start()
    return _told(said, threads, benches, todo.clear)


def _told(
    said: SimpleQueue[tuple[int, Answer]],
    threads: Sequence[threading.Thread],
    benches: Sequence[Bench],
    stop: Callable[[], None],
) -> Iterator[tuple[int, Answer]]:
    try:
        while any(thread.is_alive() for thread in threads) or not said.empty():
            with contextlib.suppress(Empty):
                yield said.get(timeout=0.05)
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
    from kit.ship.parameters import RunError
    from kit.ship.sweep import cluster

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
