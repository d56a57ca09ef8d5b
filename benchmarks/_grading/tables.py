"""What came of it, as Markdown: who judged which submission rightly, seconds, growth and memory, as ratios.

A ratio is a tool's number over the kit's in the same round; over rounds, the mean of its logarithm with
Student's interval, so the interval says how much rounds differ on this machine, not how machines do.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import exp, isfinite, log

from _grading.meter import Spent
from _grading.submissions import Submission
from _grading.tools import Said
from kit import Rate
from kit.measure.estimate import Estimate
from kit.measure.margin import student

Runs = Mapping[tuple[str, int], Sequence[Spent]]


def rightly(among: Sequence[Submission], said: Mapping[str, Sequence[Said]]) -> str:
    """Submissions by tools: whether each check, or the notebook as a whole, was judged as it deserves."""
    rows = [
        [what.name, *(_mark(what, verdicts[i]) for verdicts in said.values())] for i, what in enumerate(among)
    ]
    whole, each = (
        [_right(among, verdicts, count) for verdicts in said.values()] for count in (_is_whole, _is_each)
    )
    rows += [["*right or not, as a whole*", *whole], ["*every check*", *each]]
    return table(["graded rightly", *said], rows)


def _mark(what: Submission, said: Said) -> str:
    if not _is_whole(what, said):
        return "**fooled**" if said.whole else "**unfair**"
    return "yes" if _is_each(what, said) else "as a whole"


def _is_whole(what: Submission, said: Said) -> bool:
    return said.whole == all(what.deserved.values())


def _is_each(what: Submission, said: Said) -> bool:
    return said.checks is not None and dict(said.checks) == what.deserved


def _right(
    among: Sequence[Submission], verdicts: Sequence[Said], count: Callable[[Submission, Said], bool]
) -> str:
    rate = Rate.of([count(what, said) for what, said in zip(among, verdicts, strict=True)])
    return f"{rate.successes} of {rate.n}"


def speed(runs: Runs) -> str:
    """Seconds of every size, and how many times longer than the kit a tool takes."""
    sizes = sorted({size for _, size in runs})
    heads = [f"{_of(size)}, s | x" for size in sizes]
    rows = []
    for name in dict.fromkeys(name for name, _ in runs):
        cells = [_seconds(runs, name, size) for size in sizes]
        rows.append([name, *(part for cell in cells for part in cell)])
    return table(["time", *" | ".join(heads).split(" | ")], rows)


def _seconds(runs: Runs, name: str, size: int) -> tuple[str, str]:
    if (name, size) not in runs:
        return "", ""
    found = [spent.seconds for spent in runs[name, size]]
    return f"{statistics.median(found):.2f}", _times(runs, name, size, lambda spent: spent.seconds)


def _times(runs: Runs, name: str, size: int, number: Callable[[Spent], float]) -> str:
    if name == "kit":
        return "1"
    pairs = zip(runs[name, size], runs["kit", size], strict=True)
    return ratio([(number(theirs), number(ours)) for theirs, ours in pairs])


def ratio(pairs: Sequence[tuple[float, float]]) -> str:
    """The typical ratio of pairs, with its interval over them; of a single pair, the ratio."""
    logs = student([log(a / b) for a, b in pairs], None, 0.025, 0.0)
    if not isfinite(logs.low):
        return f"{exp(logs.value):.1f} (n=1)"
    made = Estimate(exp(logs.value), exp(logs.low), exp(logs.high), logs.n, method="t over log ratios")
    return repr(made)


def growth(runs: Runs) -> str:
    """What each further submission costs: milliseconds, between one size and the next."""
    sizes = sorted({size for _, size in runs})
    steps = list(pairwise(sizes))
    rows = []
    for name in dict.fromkeys(name for name, _ in runs):
        cells = []
        for few, many in steps:
            found = zip(runs.get((name, few), ()), runs.get((name, many), ()), strict=False)
            each = [1000 * (b.seconds - a.seconds) / (many - few) for a, b in found]
            cells.append(f"{statistics.median(each):.0f}" if each else "")
        rows.append([name, *cells])
    heads = [f"{_of(few)} to {_of(many)}" for few, many in steps]
    return table(["ms for each further submission, from", *heads], rows)


def memory(runs: Runs) -> str:
    """Peak memory of the whole process tree, in MB, and as ratios."""
    sizes = sorted({size for _, size in runs if size > 1})
    rows = []
    for name in dict.fromkeys(name for name, _ in runs):
        cells = []
        for size in sizes:
            cells += _peak(runs, name, size)
        rows.append([name, *cells])
    heads = [part for size in sizes for part in (f"{_of(size)}, MB", "x")]
    return table(["peak memory", *heads], rows)


def _peak(runs: Runs, name: str, size: int) -> tuple[str, str]:
    if (name, size) not in runs:
        return "", ""
    found = [spent.peak / 1e6 for spent in runs[name, size]]
    return f"{statistics.median(found):.0f}", _times(runs, name, size, lambda spent: spent.peak)


def _of(size: int) -> str:
    return "one" if size == 1 else f"{size:,}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
