"""How many threads should the local engine have? Tokens per second for 1..cores; 1, 4 and 8 requests at once.

    python benchmarks/engine_threads.py            # a few minutes; writes benchmarks/RESULTS-engine.md

Each setting is a fresh engine in a process of its own; settings take turns, round after round, so that
whatever else the machine does falls on all of them; the table gives medians and, against the rule that
`kit.models.engine.best_threads` follows (cores minus one), ratios. A last column asks one question while
as many busy loops run as there are cores: what a learner with a browser and a build in the background sees.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PARALLEL = (1, 4, 8)
TOKENS = 24
BUSY = "busy"
RESULTS = Path(__file__).with_name("RESULTS-engine.md")


def tokens_per_second(address: str, parallel: int) -> float:
    """Generated tokens per second with `parallel` requests at once, prompts included in the time."""

    def ask(index: int) -> int:
        prompt = f"Tell me the story of traveller number {index + parallel * 10}."
        body = {"messages": [{"role": "user", "content": prompt}], "max_tokens": TOKENS, "ignore_eos": True}
        request = urllib.request.Request(
            address + "/v1/chat/completions",
            json.dumps(body).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.load(answer)["usage"]["completion_tokens"]

    with ThreadPoolExecutor(parallel) as pool:
        began = time.perf_counter()
        made = sum(pool.map(ask, range(parallel)))
        return made / (time.perf_counter() - began)


def measure(threads: int) -> dict[str, float]:
    """One engine with `threads` threads, in this process: tokens per second by number of requests."""
    from kit.models.engine import chat_settings, start

    model, params = chat_settings()
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    engine, server = start(model, params)
    tokens_per_second(engine.address, 1)  # warm-up
    found = {str(parallel): tokens_per_second(engine.address, parallel) for parallel in PARALLEL}
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        found[BUSY] = tokens_per_second(engine.address, 1)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    del server
    return found


def main() -> None:
    """Measure all settings in turns and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        print(json.dumps(measure(given.only)))
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    runs: dict[int, list[dict[str, float]]] = {threads: [] for threads in range(1, cores + 1)}
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    for _ in range(given.rounds):
        for threads in runs:
            command = [sys.executable, __file__, "--only", str(threads)]
            said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=900)
            runs[threads].append(json.loads(said.stdout.splitlines()[-1]))
            print(threads, "threads:", said.stdout.strip(), flush=True)
        RESULTS.write_text(table(runs, load), "utf-8")  # each whole round counts, if the rest is cut off
    print(RESULTS.read_text("utf-8"))


def table(runs: dict[int, list[dict[str, float]]], load: float) -> str:
    """The results as a page: medians, ratios to the rule's row, and the range of the rounds."""
    columns, cores = [*map(str, PARALLEL), BUSY], len(runs)
    middle = {
        t: {c: statistics.median(run[c] for run in found) for c in columns} for t, found in runs.items()
    }
    rule = max(1, min(8, cores - 1))
    lines = [
        "# Engine threads",
        "",
        f"{time.strftime('%Y-%m-%d')}, {platform.system()} {platform.machine()}, {cores} usable cores, "
        f"load average {load:.1f} before the start, Python {platform.python_version()}; medians of "
        f"{len(runs[1])} round(s), settings taking turns; made by `benchmarks/engine_threads.py`.",
        "",
        f"Tokens per second, its ratio to the rule (cores minus one: {rule}), lowest to highest round:",
        "",
        "| threads | 1 request | 4 at once | 8 at once | 1 request, all cores busy |",
        "|---|---|---|---|---|",
    ]
    for threads, found in runs.items():
        cells = [
            f"{middle[threads][c]:.1f} ({middle[threads][c] / middle[rule][c]:.2f}), "
            f"{min(run[c] for run in found):.1f}-{max(run[c] for run in found):.1f}"
            for c in columns
        ]
        lines.append(f"| {threads} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
