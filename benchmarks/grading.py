"""Grade a class with the kit, and with nbgrader, otter-grader, nbval, nbmake and papermill, in one run.

    python benchmarks/grading.py [--rounds 3] [--submissions 100] [--only nbgrader --only nbval]
    python benchmarks/grading.py --quick

The same exercise (twelve code cells, six checks, written in each tool's own form) and the same submissions:
sixteen different ones, and copies of them by other learners, each changed in a comment. The kit grades with
full isolation and without its cache. First every tool grades the sixteen, and a table says which it judged
rightly; this also warms up disks and caches. Then come rounds, in which the tools take turns, in an order
that changes direction: one submission from a cold start, a tenth of the class, the class, and ten classes
(the kit alone). What is compared are ratios within a round.

No peer is a dependency of the kit: each gets a virtual environment of its own, in the kit's cache, made with
pip at pinned versions. Where that cannot be done, the peer is left out with a sentence. `--quick` needs none:
six submissions, the kit and the papermill of this environment.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from _grading import peers, tables
from _grading.meter import Spent
from _grading.more_tools import Nbgrader, NbgraderTwice, Nbmake, Nbval
from _grading.submissions import SUBMISSIONS, Submission, of_class
from _grading.tools import Kit, Otter, Papermill, PapermillHere, Said, Tool

TOOLS: dict[str, type[Tool]] = {
    made.name: made for made in (Kit, Nbgrader, NbgraderTwice, Otter, Nbval, Nbmake, Papermill)
}
COLD = 3  # times that one submission is graded in a round
Runs = dict[tuple[str, int], list[Spent]]


def ready(names: Sequence[str], home: Path, quick: bool) -> list[Tool]:
    """The tools, each prepared; a peer that cannot be installed is left out, and the reader told."""
    made: list[Tool] = []
    for name in names:
        try:
            made.append(PapermillHere(home) if quick and name == "papermill" else TOOLS[name](home))
        except RuntimeError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return made


def graded(tool: Tool, class_: Mapping[str, Submission]) -> tuple[Spent, dict[str, Said]]:
    """Let a tool grade a class in a fresh folder.

    Raises:
        RuntimeError: it failed, or somebody has no grade.
    """
    place = Path(tempfile.mkdtemp(dir=tool.home))
    try:
        tool.hand_in(place, class_)
        spent = tool.grade(place, list(class_))
        said = tool.said(place, list(class_))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if len(said) < len(class_):
        raise RuntimeError(f"{tool.name} gave {len(said)} grades for {len(class_)} submissions")
    return spent, said


def judged(tools: list[Tool], among: Sequence[Submission]) -> dict[str, list[Said]]:
    """What each tool says of each submission; one that fails altogether is left out from then on."""
    found = {}
    for tool in list(tools):
        try:
            spent, said = graded(tool, of_class(len(among), among))
        except RuntimeError as error:
            print(f"{tool.name} is left out: {error}", file=sys.stderr)
            tools.remove(tool)
            continue
        found[tool.name] = [said[learner] for learner in sorted(said)]
        print(f"{tool.name}, the {len(among)}: {spent.seconds:.1f} s", file=sys.stderr, flush=True)
    return found


def measured(
    tools: Sequence[Tool], given: argparse.Namespace, among: Sequence[Submission]
) -> tuple[Runs, str]:
    """Every tool in turns, and the load average while they ran; a peer that fails is left out."""
    runs: Runs = {}
    loads, failed, n = [], set(), given.submissions
    for turn in range(given.rounds):
        loads.append(os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan"))
        for size in sizes(given):
            for tool in tools[:: -1 if turn % 2 else 1]:
                skipped = tool.only_many if size == 1 else size > n and tool.name != "kit"
                if tool.name in failed or skipped:
                    continue
                try:
                    spent, _ = graded(tool, of_class(size, among))
                except RuntimeError as error:
                    print(f"{tool.name} is left out: {error}", file=sys.stderr)
                    failed.add(tool.name)
                    continue
                runs.setdefault((tool.name, size), []).append(spent)
                said = f"{spent.seconds:.2f} s, {spent.peak / 1e6:.0f} MB"
                print(f"round {turn + 1}, {tool.name}, {size}: {said}", file=sys.stderr, flush=True)
    for (name, size), found in runs.items():
        if size == 1:  # one number a round, since what happens within a round is not independent
            each = len(found) // given.rounds
            runs[name, size] = [_middle(found[i : i + each]) for i in range(0, len(found), each)]
    if "kit" in failed:
        raise SystemExit("There is nothing to compare with.")
    shown = " to ".join(dict.fromkeys(f"{load:.1f}" for load in (min(loads), max(loads))))
    order = [tool.name for tool in tools if tool.name not in failed]
    return {key: runs[key] for name in order for key in runs if key[0] == name}, shown


def sizes(given: argparse.Namespace) -> list[int]:
    """Submissions of each run of a round."""
    n = given.submissions
    return [1, n] if given.quick else [*[1] * COLD, max(2, n // 10), n, 10 * n]


def _middle(found: Sequence[Spent]) -> Spent:
    return Spent(statistics.median(s.seconds for s in found), max(s.peak for s in found))


def machine(load: str, given: argparse.Namespace) -> str:
    """Where and how this was measured."""
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load} when rounds began"
    return f"{where}, Python {platform.python_version()}; rounds: {given.rounds}."


def settings(tools: Sequence[Tool]) -> list[str]:
    """How each tool was set, and its versions."""
    lines = []
    for tool in tools:
        own = ["papermill"] if tool.name == "papermill" else ["ai-engineering-kit"]
        names = [pin.split("==")[0] for pin in peers.PINS[tool.peer]] if tool.peer else own
        shown = peers.versions(tool.python, names)
        walls = f"; walls missing here: {', '.join(tool.missing) or 'none'}" if isinstance(tool, Kit) else ""
        lines.append(f"- **{tool.name}** ({shown}): {tool.how}{walls}.")
    return lines


def main() -> None:
    """Measure, and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--submissions", type=int, default=100, help="a class (the kit also grades ten)")
    parser.add_argument("--only", action="append", choices=list(TOOLS), help="a peer; may be repeated")
    parser.add_argument("--quick", action="store_true", help="six submissions, no installation, one round")
    given = parser.parse_args()
    names = list(dict.fromkeys(["kit", *(given.only or TOOLS)]))
    among = SUBMISSIONS
    if given.quick:
        names, among = ["kit", "papermill"], SUBMISSIONS[::3]
        given.rounds, given.submissions = 1, len(among)
    with tempfile.TemporaryDirectory(prefix="kit-bench-", ignore_cleanup_errors=True) as home:
        tools = ready(names, Path(home), given.quick)
        said = judged(tools, among)
        runs, load = measured(tools, given, among)
        print(machine(load, given), *settings(tools), sep="\n")
        print("", tables.rightly(among, said), tables.speed(runs), sep="\n\n")
        print("", tables.growth(runs), tables.memory(runs), sep="\n\n")


if __name__ == "__main__":
    main()
