"""What a kit client adds to a call: all layers on, against the raw SDK, as a ratio. Goal: within 1.15.

    python benchmarks/call_overhead.py [--calls 400]

Both clients ask the same little server (another process on this machine, which answers at once), taking turns
in one run, so that a busy machine slows both alike. A real model takes far longer than that server: on a call
that lasts 300 ms, the difference vanishes. Reported: the ratio of the medians, and of the fastest tenth.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from _server import server


def compare(raw: Callable[[], Any], ours: Callable[[], Any], calls: int) -> tuple[float, float, float]:
    """Median ratio, ratio of the fastest tenth, and the raw call's median in milliseconds."""
    for _ in range(20):
        raw()
        ours()
    times: dict[Any, list[float]] = {raw: [], ours: []}
    for turn in range(calls):
        for ask in (raw, ours) if turn % 2 else (ours, raw):
            start = time.perf_counter()
            ask()
            times[ask].append(time.perf_counter() - start)
    middle = {ask: statistics.median(t) for ask, t in times.items()}
    fast = {ask: statistics.quantiles(t, n=10)[0] for ask, t in times.items()}
    return middle[ours] / middle[raw], fast[ours] / fast[raw], 1000 * middle[raw]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--calls", type=int, default=400, help="calls of each kind (default 400)")
    calls = parser.parse_args().calls
    process, address = server("word " * 40, 40)
    os.environ["KIT_BASE_URL"] = f"{address}/v1"
    import anthropic
    import openai

    import kit

    kit.use("compatible")
    asked: dict[str, Any] = {
        "model": "m",
        "messages": [{"role": "user", "content": "Say forty words."}],
        "max_tokens": 60,
    }
    raw_openai = openai.OpenAI(base_url=f"{address}/v1", api_key="none")
    raw_anthropic = anthropic.Anthropic(base_url=address, api_key="none")
    kit_openai, kit_anthropic = kit.OpenAI(), kit.Anthropic(base_url=address)
    pairs = {
        "openai chat completion": (
            lambda: raw_openai.chat.completions.create(**asked),
            lambda: kit_openai.chat.completions.create(**asked),
        ),
        "anthropic message": (
            lambda: raw_anthropic.messages.create(**asked),
            lambda: kit_anthropic.messages.create(**asked),
        ),
    }
    folder = tempfile.mkdtemp()
    settings: dict[str, list[Callable[[], Any]]] = {
        "no layer": [],
        "trace, budget, faults": [
            kit.trace,
            lambda: kit.budget(usd=1, tokens=10**9, calls=10**9),
            lambda: kit.faults("rate_limit", rate=0.0),
        ],
        "all four, recording to a file": [
            lambda: kit.trace(f"{folder}/trace.db"),
            lambda: kit.budget(usd=1, tokens=10**9, calls=10**9),
            lambda: kit.faults("rate_limit", rate=0.0),
            lambda: kit.replay(f"{folder}/replay.db", mode="record"),
        ],
        "all four, replaying": [
            kit.trace,
            lambda: kit.budget(usd=1, tokens=10**9, calls=10**9),
            lambda: kit.faults("rate_limit", rate=0.0),
            lambda: kit.replay(f"{folder}/replay.db"),
        ],
    }
    print(f"ratio to the raw SDK ({calls} calls each, taking turns)")
    for call, (raw, ours) in pairs.items():
        for setting, layers in settings.items():
            with ExitStack() as stack:
                for layer in layers:
                    stack.enter_context(layer())
                middle, fast, ms = compare(raw, ours, calls)
            print(f"{call:24} {setting:42} median {middle:.2f}  fastest tenth {fast:.2f}  (raw {ms:.2f} ms)")
    process.kill()


if __name__ == "__main__":
    main()
