"""An eval with the kit against the same one with inspect-ai: time, and calls paid twice after a kill.

    python benchmarks/evals.py [--cases 300] [--rounds 3]

inspect-ai is no dependency of the kit. This script makes a throwaway virtual environment in a temporary
folder and installs it there with pip; where that cannot be done (no network, no index), it says so and stops.
Both sides use the openai SDK and ask the same little server on this machine, taking turns, each in a process
of its own, so that a busy machine slows both alike. inspect-ai does far more than `evaluate` does (agents,
sandboxes, approval, a viewer); this is about the part that both have: ask every case, score, keep a log.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from _server import posts, server

OURS = """
import os, sys, time
began = time.perf_counter()
import openai
from kit import Case, evaluate
address, n, store = sys.argv[1], int(sys.argv[2]), sys.argv[3]
client = openai.OpenAI(base_url=address + "/v1", api_key="none", max_retries=0)
def solve(text):
    messages = [{"role": "user", "content": text}]
    return client.chat.completions.create(model="m", messages=messages)
cases = [Case(f"Ticket {i}: I want my money back.", "return") for i in range(n)]
ready = time.perf_counter()
report = evaluate(solve, cases, concurrency=8, store=store + "/run.sqlite", progress=False)
repr(report)
assert len(report) == n and not report.failures
done = time.perf_counter()
"""
# eval_retry looks for the task in its file again, so it needs one.
THEIRS = """
import glob, sys, time
began = time.perf_counter()
from inspect_ai import eval, eval_retry
address, n, store = sys.argv[1], int(sys.argv[2]), sys.argv[3]
options = dict(max_connections=8, display="none", log_dir=store)
given = dict(model="openai/m", model_args=dict(responses_api=False), task_args=dict(n=n))
ready = time.perf_counter()
before = sorted(glob.glob(store + "/*.eval"))
logs = eval_retry(before[-1], **options) if before else eval("tickets.py", **given, **options)
assert logs[0].status == "success" and len(logs[0].samples) == n, logs[0].error
done = time.perf_counter()
"""
SAY = "\nprint(__import__('json').dumps({'start': ready - began, 'eval': done - ready}))\n"
TASK = """
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import match
from inspect_ai.solver import generate
@task
def tickets(n: int = 10):
    samples = [Sample(input=f"Ticket {i}: I want my money back.", target="return", id=i) for i in range(n)]
    return Task(dataset=MemoryDataset(samples), solver=generate(), scorer=match())
"""


def throwaway(folder: Path) -> Path | None:
    """The Python of a fresh environment with inspect-ai, or None with a sentence why not."""
    print("making a throwaway environment with inspect-ai (a minute or two) ...", flush=True)
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    asked = [python, "-m", "pip", "install", "--quiet", "inspect-ai", f"openai=={_version('openai')}"]
    done = subprocess.run(asked, capture_output=True, text=True)
    if done.returncode == 0:
        return python
    print(f"skipped: inspect-ai could not be installed ({(done.stderr.strip() or 'no reason given')[-200:]})")
    return None


def _version(package: str) -> str:
    from importlib.metadata import version

    return version(package)


def run(python: Path, code: str, address: str, cases: int, store: Path) -> dict[str, float]:
    """One eval in a process of its own: seconds to start, for the eval, and in all."""
    began = time.perf_counter()
    asked = [python, "-c", code + SAY, address, str(cases), str(store)]
    done = subprocess.run(asked, capture_output=True, text=True, env=_bare(address))
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return {**json.loads(done.stdout.splitlines()[-1]), "all": time.perf_counter() - began}


def _bare(address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "KEY" not in name and "KIT_" not in name}
    return {**kept, "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": f"{address}/v1"}


def killed(python: Path, code: str, cases: int, store: Path) -> tuple[int, int]:
    """Kill an eval when half of its calls were sent, run it again: (calls sent before, calls sent in all)."""
    process, address = server("return", 1, delay=0.05)
    asked = [python, "-c", code + SAY, address, str(cases), str(store)]
    running = subprocess.Popen(
        asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_bare(address)
    )
    while posts(address) < cases // 2 and running.poll() is None:
        time.sleep(0.005)
    running.kill()
    running.wait()
    time.sleep(0.2)
    before = posts(address)
    run(python, code, address, cases, store)
    total = posts(address)
    process.kill()
    return before, total


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=int, default=300, help="cases of an eval (default 300)")
    parser.add_argument("--rounds", type=int, default=3, help="evals of each kind (default 3)")
    parser.add_argument("--python", type=Path, help="a Python that has inspect-ai already")
    given = parser.parse_args()
    here = Path.cwd()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        theirs = given.python.absolute() if given.python else throwaway(Path(folder) / "venv")
        if theirs is None:
            return
        (Path(folder) / "tickets.py").write_text(TASK)
        os.chdir(folder)
        sides = {"kit": (Path(sys.executable), OURS), "inspect-ai": (theirs, THEIRS)}
        process, address = server("return", 1)
        times: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
        for turn in range(given.rounds):
            for name in list(sides)[:: 1 if turn % 2 else -1]:
                store = Path(tempfile.mkdtemp(dir=folder))
                times[name].append(run(*sides[name], address, given.cases, store))
        process.kill()
        print(f"{given.cases} cases, 8 at a time, a server that answers at once; medians of {given.rounds}")
        for part in ("start", "eval", "all"):
            ours, peer = (statistics.median(t[part] for t in found) for found in times.values())
            print(f"{part:>6}: kit {ours:.2f} s, inspect-ai {peer:.2f} s, ratio {peer / ours:.1f}")
        for name, side in sides.items():
            before, total = killed(*side, given.cases, Path(tempfile.mkdtemp(dir=folder)))
            print(f"{name}: killed after {before} calls, {total} in all: {total - given.cases} paid twice")
        os.chdir(here)


if __name__ == "__main__":
    main()
