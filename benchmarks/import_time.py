"""What `import kit` costs against `import httpx2`: goal, not slower. And the first client of each SDK.

    python benchmarks/import_time.py [--runs 15]

Each import runs in a fresh interpreter, taking turns in one run; a bare interpreter's start is subtracted.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

PROGRAMS = {
    "import httpx2": "import httpx2",
    "import kit": "import kit",
    "import openai": "import openai",
    "from kit import OpenAI": "from kit import OpenAI",
    "import anthropic": "import anthropic",
    "from kit import Anthropic": "from kit import Anthropic",
}


def seconds(program: str) -> float:
    """Seconds that a fresh interpreter takes for `program`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=15, help="interpreters per program (default 15)")
    runs = parser.parse_args().runs
    taken: dict[str, list[float]] = {name: [] for name in ("pass", *PROGRAMS)}
    for _ in range(runs):
        for name in taken:
            taken[name].append(seconds(PROGRAMS.get(name, name)))
    bare = statistics.median(taken.pop("pass"))
    cost = {name: statistics.median(t) - bare for name, t in taken.items()}
    for name, s in cost.items():
        print(f"{name:26} {1000 * s:7.1f} ms")
    for ours, theirs in [
        ("import kit", "import httpx2"),
        ("from kit import OpenAI", "import openai"),
        ("from kit import Anthropic", "import anthropic"),
    ]:
        print(f"ratio {ours} / {theirs}: {cost[ours] / cost[theirs]:.2f}")


if __name__ == "__main__":
    main()
