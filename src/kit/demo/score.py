"""The whole desk, measured: tickets drawn by lot, each on a fresh shop, held against what was right."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from kit.build.done import claims_success
from kit.demo.desk import Desk
from kit.demo.handled import Handled
from kit.demo.rehearse import rehearse
from kit.demo.voice import Voice
from kit.desk.shop import Shop, Task, achieved, tasks
from kit.measure.bar import Bar
from kit.measure.estimate import Estimate
from kit.measure.intervals import bootstrap
from kit.measure.rate import Rate


@dataclass(frozen=True)
class Worked:
    """One task as the desk worked it.

    Attributes:
        task: what was right.
        handled: what the desk did.
        right: the shop then held what it should, and nothing else.
        draft_right: what it proposed to a person would have left what it should; None without a proposal.
    """

    task: Task
    handled: Handled
    right: bool
    draft_right: bool | None

    @property
    def person(self) -> bool:
        """Whether a person has to look."""
        return self.handled.decision == "ask"


@dataclass(frozen=True)
class Score:
    """The desk over some tasks. Each rate is over all of them but the last, which is over the drafts."""

    worked: tuple[Worked, ...]

    @property
    def rates(self) -> dict[str, Rate | Estimate | None]:
        """What to report, each with its interval; None where there is no case."""
        rows = self.worked
        drafts = [bool(row.draft_right) for row in rows if row.person and row.draft_right is not None]
        return {
            "right, without a person": Rate.of(row.right and not row.person for row in rows),
            "handed to a person": Rate.of(row.person for row in rows),
            "acted, and wrong": Rate.of(row.handled.acted and not row.right for row in rows),
            "false success": Rate.of(claims_success(row.handled.answer) and not row.right for row in rows),
            "of the drafts for a person, right": Rate.of(drafts) if drafts else None,
        }

    @property
    def costs(self) -> dict[str, Rate | Estimate | None]:
        """Dollars and seconds a ticket."""
        return {
            "cost of a ticket": bootstrap([row.handled.usage.usd for row in self.worked], unit="USD"),
            "seconds of a ticket": bootstrap([row.handled.seconds for row in self.worked], unit="s"),
        }

    def json(self) -> dict[str, Any]:
        """The same as plain data."""
        numbers = {name: value and _numbers(value) for name, value in (self.rates | self.costs).items()}
        tickets = [row.handled.json() | {"ticket": row.task.id, "right": row.right} for row in self.worked]
        return {**numbers, "tickets": tickets}


def _numbers(one: Rate | Estimate) -> dict[str, float]:
    return {"value": one.value, "low": one.low, "high": one.high, "n": one.n}


def score(n: int, *, seed: int = 0, threshold: float = 0.6, voice: Voice | None = None) -> Score:
    """Let the desk work n tickets, each on a shop of its own.

    Args:
        n: tickets, at most 114. The first 53 are of different customers, so that they are independent.
        seed: which tickets.
        threshold: as `Desk` has it.
    Returns:
        The score; after Ctrl-C that of the tickets worked so far.
    Raises:
        ValueError: n out of range. SourceError: the source cannot answer.
    """
    drawn = draw(n, seed)
    voice = voice or Voice()
    worked: list[Worked] = []
    with Bar(n, "tickets") as bar:
        try:
            for task in drawn:
                worked.append(_work(task, threshold, voice))
                bar.update(len(worked))
        except KeyboardInterrupt:
            if not worked:
                raise
    return Score(tuple(worked))


def draw(n: int, seed: int) -> list[Task]:
    """Draw n tasks by lot: one of each customer before a second of any. Raises ValueError for no such n."""
    shuffled = list(tasks())
    if not 1 <= n <= len(shuffled):
        raise ValueError(f"n={n} tickets: there are {len(shuffled)}.")
    random.Random(seed).shuffle(shuffled)
    first = {task.user_id: task for task in reversed(shuffled)}.values()
    return [*(task for task in shuffled if task in first), *(task for task in shuffled if task not in first)][
        :n
    ]


def _work(task: Task, threshold: float, voice: Voice) -> Worked:
    with Desk(threshold=threshold, voice=voice) as desk:
        handled = desk.handle(task.ticket.text, task.user_id, f"ticket {task.id}")
        right = achieved(desk.shop, task)
    draft_right = None
    if handled.actions:
        with Shop() as fresh:
            draft = rehearse(fresh, handled.actions)
            draft_right = not draft.refused and draft.state == rehearse(fresh, task.writes).state
    return Worked(task, handled, right, draft_right)
