"""Defences side by side: how many attacks still succeed, and how many honest people are turned away.

Two numbers a defence, always together: one that blocks everything is perfect on the first. Whether an attack
succeeded is decided by what happened (a canary in the output, another customer's order read, a tool called),
never by the guard that is being judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kit.measure.compare import Comparison, paired
from kit.measure.estimate import Estimate
from kit.measure.intervals import clustered
from kit.measure.rate import Rate

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Trials:
    """What happened behind one defence.

    Args:
        succeeded: for each attack, whether the attacker got what was wanted; or a list of that, where one
            attack text was tried in several ways (intervals are then over texts, not over tries).
        refused: for each harmless case, or list of tries, whether it was turned away or not done as asked.
    Raises:
        ValueError: no attacks, or no harmless cases: one number without the other says nothing.
    """

    succeeded: Sequence[Any]
    refused: Sequence[Any]

    def __post_init__(self) -> None:
        if not self.succeeded or not self.refused:
            raise ValueError("a defence is judged on attacks and on harmless cases; give both.")

    @property
    def attack(self) -> Rate | Estimate:
        """Attack success rate: less is better."""
        return _rate(self.succeeded)

    @property
    def benign(self) -> Rate | Estimate:
        """Benign false-positive rate: share of harmless cases turned away; less is better."""
        return _rate(self.refused)


def _stopped(case: Any) -> Any:
    return [not one for one in case] if isinstance(case, list | tuple) else not case


def _rate(cases: Sequence[Any]) -> Rate | Estimate:
    lists = any(isinstance(case, list | tuple) for case in cases)
    return clustered(cases) if lists else Rate.of(cases)


@dataclass(frozen=True, repr=False)
class Defences:
    """Several defences on the same attacks and the same harmless cases, in order; the first is the baseline.

    Args:
        trials: name to what happened.
        control: name of the negative control, or None.
    Raises:
        ValueError: no defence, unequal numbers of cases, or a control that is none of them.

    Example:
        `Defences({"none": Trials(a0, b0), "patterns": Trials(a1, b1)}).plot()`
    """

    trials: Mapping[str, Trials]
    control: str | None = None

    def __post_init__(self) -> None:
        if not self.trials:
            raise ValueError("Defences needs at least one: a mapping of names to Trials.")
        if len({(len(one.succeeded), len(one.refused)) for one in self.trials.values()}) > 1:
            raise ValueError("all defences must meet the same attacks and the same harmless cases.")
        if self.control is not None and self.control not in self.trials:
            raise ValueError(f"control {self.control!r} is none of: {', '.join(self.trials)}.")

    def __getitem__(self, name: str) -> Trials:
        return self.trials[name]

    def stopped(self, name: str, than: str | None = None) -> Comparison:
        """Attacks stopped by one defence against another (default: the first), attack by attack."""
        base = next(iter(self.trials)) if than is None else than
        sides = [[_stopped(case) for case in self.trials[side].succeeded] for side in (base, name)]
        return paired(*sides, names=(base, name))

    def __repr__(self) -> str:
        width = max(map(len, self.trials))
        rows = [f"{name:<{width}}  {one.attack}  {one.benign}" for name, one in self.trials.items()]
        return "\n".join([f"{'':<{width}}  attacks that succeed, harmless turned away", *rows])

    def _repr_html_(self) -> str:
        from html import escape

        from kit.measure.drawing import interval_svg

        cell = '<td style="text-align:left;padding:2px 14px 2px 0">'
        rows = "".join(
            f'<tr style="background:transparent">{cell}{escape(name)}</td>'
            + "".join(f"{cell}{rate!r} {interval_svg(rate)}</td>" for rate in (one.attack, one.benign))
            + "</tr>"
            for name, one in self.trials.items()
        )
        names = ("defence", "attacks that succeed", "harmless cases turned away")
        head = "".join(f'<th style="text-align:left">{name}</th>' for name in names)
        return (
            f'<table style="border-collapse:collapse"><tr style="background:transparent">{head}</tr>'
            f"{rows}</table>"
        )

    def plot(self, title: str = "") -> tuple[Axes, Axes]:
        """Draw both rates, a panel each, defences in the same rows; the control hollow."""
        from matplotlib import pyplot as plt

        from kit.measure.plots import dots

        size = (7.6, 1.1 + 0.36 * len(self.trials))
        figure, (left, right) = plt.subplots(1, 2, figsize=size, sharey=True, layout="constrained")
        first = next(iter(self.trials.values()))
        for ax, which, about, n in (
            (left, "attack", "attacks that succeed", len(first.succeeded)),
            (right, "benign", "harmless turned away", len(first.refused)),
        ):
            rows = {name: getattr(one, which) for name, one in self.trials.items()}
            dots(rows, xlabel="share, 95 % interval", title=f"{about} (n={n})", control=self.control, ax=ax)
            ax.set_xlim(-0.03, 1.03)
        if title:
            figure.suptitle(title, fontsize="medium")
        return left, right
