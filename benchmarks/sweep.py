"""A sweep with the kit against the same runs by papermill alone, one after the other in one process.

    python benchmarks/sweep.py [--runs 24] [--rounds 3] [--work 0.5]

Each side runs in a process of its own and they take turns, so that a busy machine slows all alike; what is
compared are ratios of medians. The notebook imports what notebooks here import (numpy, scipy, both SDKs,
matplotlib), computes for `--work` seconds of one core, draws a figure and records its scores. Sides:

    papermill     papermill.execute_notebook in a loop
    kit, 1 job    kit.ship.sweep, one run at a time: what a warm kernel start saves
    kit           kit.ship.sweep, as many at a time as there are cores
    kit, stock    the same without warm kernels: what several at a time saves

The start of the warm parent is part of the kit's time. `kernel` is a notebook with nothing in it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

WORK = """
import time
import anthropic, matplotlib.pyplot as plt, numpy as np, openai, scipy.stats
import kit
until = time.process_time() + work
dice = np.random.default_rng(seed + k)
while time.process_time() < until:
    scores = dice.random(20_000) < 0.7
plt.plot(np.cumsum(scores[:100]))
kit.record(correct=scores[:100], accuracy=kit.Rate.of(scores[:100]))
"""
SIDE = """
import json, sys, time
began = time.perf_counter()
side, book, store, runs, jobs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
grid = {"k": list(range(runs))}
if side == "papermill":
    import papermill
    for k in grid["k"]:
        papermill.execute_notebook(book, f"{store}/{k}.ipynb", {"k": k}, progress_bar=False)
else:
    from kit.ship import sweep
    found = sweep(book, grid, jobs=jobs, store=store, warm=side != "stock", progress=False)
    assert len(found.rows) == runs and not found.failures, found
print(json.dumps(time.perf_counter() - began))
"""
KERNEL = """
import json, sys, time
from pathlib import Path
from kit.ship import kernel
from kit.ship.run import executed
text, warm = Path(sys.argv[1]).read_text(), sys.argv[2] == "warm"
began = time.perf_counter()
if warm:
    kernel.warm()
start = time.perf_counter() - began
print(json.dumps([start, *(executed(text, {}, Path("."), None, warm)[2] for _ in range(7))]))
"""


def notebook(path: Path, source: str, work: float) -> Path:
    """A notebook with a parameters cell and one cell of `source`."""
    code = {"cell_type": "code", "execution_count": None, "outputs": []}
    first = {**code, "source": f"k = 0\nseed = 7\nwork = {work}", "metadata": {"tags": ["parameters"]}}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [first, {**code, "source": source, "metadata": {}}]
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(book), "utf-8")
    return path


def asked(code: str, *words: object) -> float | list[float]:
    """What a script says on its last line."""
    command = [sys.executable, "-c", code, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    """Take turns, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=float, default=0.5, help="seconds of one core in each run")
    chosen = parser.parse_args()
    cores = os.cpu_count() or 1
    sides = {"papermill": 1, "kit, 1 job": 1, "kit, stock": cores, "kit": cores}
    seconds: dict[str, list[float]] = {side: [] for side in sides}
    starts: dict[str, list[list[float]]] = {"stock": [], "warm": []}
    with tempfile.TemporaryDirectory() as folder:
        book = notebook(Path(folder, "work.ipynb"), WORK, chosen.work)
        empty = notebook(Path(folder, "empty.ipynb"), "1", 0)
        for turn in range(chosen.rounds):
            for side, jobs in sides.items():
                store = Path(folder, f"{side}-{turn}".replace(", ", "-"))
                store.mkdir()
                kind = side if side == "papermill" else "stock" if side.endswith("stock") else "warm"
                took = asked(SIDE, kind, book, store, chosen.runs, jobs)
                seconds[side].append(float(took))  # type: ignore[arg-type]
                print(f"round {turn + 1}: {side}: {took:.1f} s", file=sys.stderr)
            for kind in starts:
                starts[kind].append(asked(KERNEL, empty, kind))  # type: ignore[arg-type]
    print(f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()};")
    print(f"{chosen.runs} runs of {chosen.work} s, medians of {chosen.rounds} rounds.\n")
    print("| | all runs | per run | papermill takes |\n|---|---|---|---|")
    alone = statistics.median(seconds["papermill"])
    for side, all_of_it in seconds.items():
        took = statistics.median(all_of_it)
        print(f"| {side} | {took:.1f} s | {took / chosen.runs:.2f} s | {alone / took:.1f} x |")
    print("\n| kernel | parent's start | empty notebook |\n|---|---|---|")
    for kind, rows in starts.items():
        first = statistics.median(row[0] for row in rows)
        print(f"| {kind} | {first:.1f} s | {statistics.median(x for row in rows for x in row[2:]):.2f} s |")


if __name__ == "__main__":
    main()
