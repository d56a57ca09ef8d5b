"""Cases that nobody reads, and how many solutions were judged on them so far.

The best of many solutions looks better than it is on the cases that chose it (J. Dwork et al., Science 349,
2015). Nobody can forbid you to look again; so every different solution that is measured on a held-out set is
noted in a file, and the card says how many there were. Left out: the reusable holdout of that paper, which
answers with noise.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kit.measure.cases import Case, digest
from kit.measure.fingerprint import fingerprint


class HeldOut:
    """A held-out set.

    Args:
        cases: what `kit.measure.split` put aside.
        log: the file in which looks are noted, a line each; processes may share it.
    Raises:
        ValueError: no cases.

    Example:
        `report = evaluate(solve, held_out.open(solve), grade)`; then `held_out.looks` is 1.
    """

    def __init__(self, cases: Sequence[Case], log: str | Path = ".kit/held_out.jsonl") -> None:
        if not cases:
            raise ValueError("a held-out set needs cases; kit.measure.split(cases, 0.5) leaves half of them.")
        self._cases, self._log = tuple(cases), Path(log)
        self.id = digest(sorted([case.id, digest([case.input, case.expected])] for case in self._cases))
        self._each = sorted(digest(case.input)[:10] for case in self._cases)

    def open(self, solution: Callable[..., Any]) -> tuple[Case, ...]:
        """The cases, to measure `solution` on; noted, unless the very same solution was measured before."""
        version = fingerprint(solution)
        if version not in self._seen(on_all=True):
            self._log.parent.mkdir(parents=True, exist_ok=True)
            row = {"cases": self.id, "solution": version, "at": round(time.time()), "each": self._each}
            cut_off = self._log.exists() and not self._log.read_bytes().endswith(b"\n")
            with self._log.open("a", encoding="utf-8") as file:  # one append: processes do not cut into it
                file.write("\n" * cut_off + json.dumps(row) + "\n")
        return self._cases

    @property
    def looks(self) -> int:
        """How many different solutions were measured on these cases, in all runs that share the log.

        One that was measured on some of them counts, too: a case that was added may have moved others from
        one side to the other.
        """
        return len(self._seen())

    def _seen(self, on_all: bool = False) -> set[str]:
        try:
            lines = self._log.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return set()
        seen = set()
        for line in lines:
            try:
                row = json.loads(line)
                some = not on_all and not set(self._each).isdisjoint(row.get("each", ()))
                seen |= {row["solution"]} if row["cases"] == self.id or some else set()
            except (ValueError, KeyError, TypeError):
                continue  # a line that a crash cut off
        return seen

    def __len__(self) -> int:
        return len(self._cases)

    def __repr__(self) -> str:
        return f"HeldOut({len(self)} cases, {self.looks} solution{'s' * (self.looks != 1)} measured on them)"
