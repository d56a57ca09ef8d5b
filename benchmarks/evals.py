"""An eval with the kit against the same one with inspect-ai: time, and calls paid twice after a kill.

    python benchmarks/evals.py [--cases 300] [--rounds 3]
    kit serve -- python benchmarks/evals.py --live [--cases 200] [--repeats 5] [--rounds 3]

inspect-ai is no dependency of the kit. This script makes a throwaway virtual environment in a temporary
folder and installs it there with pip; where that cannot be done (no network, no index), it says so and stops.
Both sides use the openai SDK and ask the same server on this machine, taking turns with a bare loop of httpx2
that sends the same requests and keeps nothing, each in a process of its own, so that a busy machine slows all
alike. The server is a little one that answers at once, or, with --live, the local model: what a side takes
over the bare loop, which is then the model's own time, is given in per cent. inspect-ai does far more than
`evaluate` does (agents, sandboxes, approval, a viewer); this is about the part that both have: ask every
case, score, keep a log.
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

# The same requests for all; without the model's prompt cache, so that their order makes no difference.
SAME = """
import sys, time
began = time.perf_counter()
address, n, repeats, store = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
MORE = dict(max_tokens=4, temperature=0.0)
UNCACHED = {"cache_prompt": False}
def ticket(i):
    return f"Ticket {i}: I want my money back. Is this a return? Answer yes or no."
"""
BARE = """
import asyncio, httpx2
async def main():
    todo = iter([i for i in range(n) for _ in range(repeats)])
    async with httpx2.AsyncClient(base_url=address, timeout=600) as client:
        async def worker():
            for i in todo:
                messages = [{"role": "user", "content": ticket(i)}]
                body = {"model": "m", "messages": messages, **MORE, **UNCACHED}
                answer = await client.post("/v1/chat/completions", json=body)
                usage = answer.raise_for_status().json()["usage"]
                used[0] += usage["prompt_tokens"]
                used[1] += usage["completion_tokens"]
        await asyncio.gather(*(worker() for _ in range(8)))
used = [0, 0]
ready = time.perf_counter()
asyncio.run(main())
done = time.perf_counter()
"""
OURS = """
import openai
from kit import Case, evaluate
client = openai.OpenAI(base_url=address + "/v1", api_key="none", max_retries=0)
def solve(text):
    messages = [{"role": "user", "content": text}]
    return client.chat.completions.create(model="m", messages=messages, extra_body=UNCACHED, **MORE)
cases = [Case(ticket(i), "return") for i in range(n)]
ready = time.perf_counter()
report = evaluate(solve, cases, repeats=repeats, concurrency=8, store=store + "/run.sqlite", progress=False)
repr(report)
assert len(report) == n * repeats and not report.failures
done = time.perf_counter()
used = [report.usage.input_tokens, report.usage.output_tokens]
"""
# eval_retry looks for the task in its file again, so it needs one.
THEIRS = """
import glob
from inspect_ai import eval, eval_retry
options = dict(max_connections=8, display="none", log_dir=store)
asked = dict(extra_body=UNCACHED, epochs=repeats, **MORE)
given = dict(model="openai/m", model_args=dict(responses_api=False), task_args=dict(n=n))
ready = time.perf_counter()
before = sorted(glob.glob(store + "/*.eval"))
logs = eval_retry(before[-1], **options) if before else eval("tickets.py", **given, **asked, **options)
assert logs[0].status == "success" and len(logs[0].samples) == n * repeats, logs[0].error
done = time.perf_counter()
usage = logs[0].stats.model_usage["openai/m"]
used = [usage.input_tokens, usage.output_tokens]
"""
SAY = "\nprint(__import__('json').dumps({'start': ready - began, 'eval': done - ready, 'used': used}))\n"
TASK = """
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.scorer import match
from inspect_ai.solver import generate
def ticket(i):
    return f"Ticket {i}: I want my money back. Is this a return? Answer yes or no."
@task
def tickets(n: int = 10):
    samples = [Sample(input=ticket(i), target="return", id=i) for i in range(n)]
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


def run(python: Path, code: str, address: str, cases: int, repeats: int, store: Path) -> dict[str, float]:
    """One eval in a process of its own: seconds to start, for the eval, and in all; tokens in and out."""
    began = time.perf_counter()
    done = subprocess.run(
        _words(python, code, address, cases, repeats, store),
        capture_output=True,
        text=True,
        env=_bare(address),
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return {**json.loads(done.stdout.splitlines()[-1]), "all": time.perf_counter() - began}


def _words(python: Path, code: str, *given: object) -> list[str]:
    return [str(python), "-c", SAME + code + SAY, *map(str, given)]


def _bare(address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "KEY" not in name and "KIT_" not in name}
    return {**kept, "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": f"{address}/v1"}


def killed(python: Path, code: str, cases: int, store: Path) -> tuple[int, int]:
    """Kill an eval when half of its calls were sent, run it again: (calls sent before, calls sent in all)."""
    process, address = server("return", 1, delay=0.05)
    asked = _words(python, code, address, cases, 1, store)
    running = subprocess.Popen(
        asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_bare(address)
    )
    while posts(address) < cases // 2 and running.poll() is None:
        time.sleep(0.005)
    running.kill()
    running.wait()
    time.sleep(0.2)
    before = posts(address)
    run(python, code, address, cases, 1, store)
    total = posts(address)
    process.kill()
    return before, total


def measure(
    sides: dict[str, tuple[Path, str]], address: str, given: argparse.Namespace
) -> dict[str, list[dict[str, float]]]:
    """Every side once a round, in turns that change direction; each result is printed as it comes."""
    times: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    for turn in range(given.rounds):
        for name in list(sides)[:: -1 if turn % 2 else 1]:
            store = Path(tempfile.mkdtemp(dir=Path.cwd()))
            found = run(*sides[name], address, given.cases, given.repeats, store)
            times[name].append(found)
            print(f"round {turn + 1}, {name}: {found['eval']:.2f} s, tokens {found['used']}", flush=True)
    return times


def shown(times: dict[str, list[dict[str, float]]]) -> None:
    """Medians, and by how much each side's eval takes longer than the bare loop of its round."""
    bare = [found["eval"] for found in times["bare loop"]]
    print("                  start      eval       all   eval over the bare loop: median, lowest to highest")
    for name, found in times.items():
        start, middle, whole = (
            statistics.median(f[part] for f in found) for part in ("start", "eval", "all")
        )
        over = [100 * (f["eval"] / one - 1) for f, one in zip(found, bare, strict=True)]
        more = f"{statistics.median(over):+8.1f} %, {min(over):+.1f} to {max(over):+.1f}"
        print(f"{name:>12}  {start:7.2f} s {middle:7.2f} s {whole:7.2f} s   {more}")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--live", action="store_true", help="ask the local model instead of a little server")
    parser.add_argument("--cases", type=int, help="cases of an eval (default 300; live 200)")
    parser.add_argument("--repeats", type=int, help="times that each is asked (default 1; live 5)")
    parser.add_argument("--rounds", type=int, default=3, help="evals of each kind (default 3)")
    parser.add_argument("--python", type=Path, help="a Python that has inspect-ai already")
    given = parser.parse_args()
    given.cases = given.cases or (200 if given.live else 300)
    given.repeats = given.repeats or (5 if given.live else 1)
    live = os.environ.get("KIT_LOCAL_URL", "").rstrip("/")
    if given.live and not live:
        sys.exit("--live needs the local model: kit serve -- python benchmarks/evals.py --live")
    here = Path.cwd()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        theirs = given.python.absolute() if given.python else throwaway(Path(folder) / "venv")
        if theirs is None:
            return
        (Path(folder) / "tickets.py").write_text(TASK)
        os.chdir(folder)
        own = Path(sys.executable)
        sides = {"bare loop": (own, BARE), "kit": (own, OURS), "inspect-ai": (theirs, THEIRS)}
        process, address = (None, live) if given.live else server("return", 1)
        times = measure(sides, address, given)
        who = "the local model" if given.live else "a server that answers at once"
        print(f"{given.cases} cases x {given.repeats}, 8 at a time, {who}; medians of {given.rounds}")
        shown(times)
        if process is not None:
            process.kill()
            for name in ("kit", "inspect-ai"):
                before, total = killed(*sides[name], given.cases, Path(tempfile.mkdtemp(dir=folder)))
                print(
                    f"{name}: killed after {before} calls, {total} in all: {total - given.cases} paid twice"
                )
        os.chdir(here)


if __name__ == "__main__":
    main()
