"""A command run under a meter: seconds of wall clock, and the most memory its process tree held at once.

Memory is the sum of the resident set sizes of the process and all its descendants, looked at every tenth of a
second. Pages that forked processes share are counted for each of them, so this is unkind to whoever forks.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.1


@dataclass(frozen=True)
class Spent:
    """What a run took: seconds, and bytes at the peak."""

    seconds: float
    peak: int


def run(
    commands: Sequence[Sequence[str]],
    cwd: Path,
    env: Mapping[str, str],
    allowed: Sequence[int] = (0,),
    limit: float = 3600,
) -> Spent:
    """Run commands at the same time, from the start of the first to the end of the last.

    Raises:
        RuntimeError: a command ended with a code that is not `allowed`, or took longer than `limit`.
    """
    log = cwd / "log.txt"
    done, peaks = threading.Event(), [0]
    with log.open("ab") as file:
        began = time.perf_counter()
        running = [
            subprocess.Popen(list(words), cwd=cwd, env=dict(env), stdout=file, stderr=file)
            for words in commands
        ]
        watcher = threading.Thread(target=_watch, args=([p.pid for p in running], done, peaks))
        watcher.start()
        try:
            codes = [p.wait(limit) for p in running]
        except BaseException as error:
            _end([p.pid for p in running])
            if isinstance(error, subprocess.TimeoutExpired):
                raise RuntimeError(f"{commands[0][1:4]} took longer than {limit:g} s") from None
            raise
        finally:
            seconds = time.perf_counter() - began
            done.set()
            watcher.join()
    if any(code not in allowed for code in codes):
        said = log.read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{commands[0][1:4]} ended with {codes}:\n{said}")
    return Spent(seconds, peaks[0])


def _watch(roots: Sequence[int], done: threading.Event, peaks: list[int]) -> None:
    while True:
        peaks[0] = max(peaks[0], sum(_held(pid) for pid in roots))
        if done.wait(EVERY):
            return


def _end(roots: Sequence[int]) -> None:
    for pid in roots:
        for process in _family(pid):
            with contextlib.suppress(psutil.Error):
                process.kill()


def _family(pid: int) -> list[psutil.Process]:
    try:
        top = psutil.Process(pid)
        return [top, *top.children(recursive=True)]
    except psutil.Error:
        return []


def _held(pid: int) -> int:
    return sum(_size(process) for process in _family(pid))


def _size(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
