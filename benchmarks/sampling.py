"""A hundred answers: `kit.sample` against a plain loop, and against the engine's own `n=`.

    python benchmarks/sampling.py [--answers 100] [--repeats 5]

All ways ask the same prompt with one kit client on the local engine, one way
after the other, in an order shuffled anew in each repeat; what is compared is the ratio within a repeat,
because the machine's mood changes between repeats. The engine takes at most as many answers per request as
it has slots, so `n=` needs several requests, sent one by one. Goal: `sample` at least as fast as `n=`.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from math import exp, log, sqrt
from statistics import mean, stdev
from typing import Any

QUESTION = "Flip a coin. Answer heads or tails."
SLOTS = 8  # answers the engine makes at once
TOKENS = 12  # at most, in each answer; they end where they end, as answers do


def ways(client: Any, name: str, answers: int) -> dict[str, Callable[[], int]]:
    """The ways to get `answers` answers, each returning how many it got."""
    from kit import sample

    say = {
        "model": name,
        "max_tokens": TOKENS,
        "temperature": 1.0,
        "messages": [{"role": "user", "content": QUESTION}],
    }

    def loop() -> int:
        return sum(len(client.chat.completions.create(**say).choices) for _ in range(answers))

    def engine_n() -> int:
        got = 0
        while got < answers:
            more = min(SLOTS, answers - got)
            got += len(client.chat.completions.create(**say, n=more).choices)
        return got

    def sampled() -> int:
        return len(sample(lambda: client.chat.completions.create(**say), answers, progress=False).texts)

    return {"loop": loop, "n=": engine_n, "sample": sampled}


def interval(ratios: list[float]) -> tuple[float, float, float]:
    """Geometric mean of the ratios with its 95 % t interval."""
    from scipy.stats import t

    logs = [log(ratio) for ratio in ratios]
    half = float(t.ppf(0.975, len(logs) - 1)) * stdev(logs) / sqrt(len(logs))
    return exp(mean(logs)), exp(mean(logs) - half), exp(mean(logs) + half)


def main() -> None:
    """Run, and print seconds for each way and the ratios to `sample`."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--answers", type=int, default=100)
    options.add_argument("--repeats", type=int, default=5)
    chosen = options.parse_args()

    import kit

    kit.use("local")
    client = kit.OpenAI(timeout=600)
    todo = ways(client, kit.model("small").name, chosen.answers)
    ways(client, kit.model("small").name, SLOTS)["sample"]()  # start and warm the engine
    seconds: dict[str, list[float]] = {way: [] for way in todo}
    for repeat in range(chosen.repeats):
        for way in random.Random(repeat).sample(sorted(todo), len(todo)):
            began = time.perf_counter()
            got = todo[way]()
            seconds[way].append(time.perf_counter() - began)
            if got != chosen.answers:
                raise SystemExit(f"{way} got {got} of {chosen.answers} answers; no comparison.")
    for way, took in seconds.items():
        print(f"{way:>7}: {mean(took):6.2f} s for {chosen.answers} answers (mean of {len(took)})")
    print("time of each way over that of sample (above 1: sample is faster), with 95 % interval:")
    for way in ("loop", "n="):
        ratio, low, high = interval([s / own for s, own in zip(seconds[way], seconds["sample"], strict=True)])
        print(f"{way:>7} / sample: {ratio:.2f} [{low:.2f}, {high:.2f}] (n={chosen.repeats})")


if __name__ == "__main__":
    main()
