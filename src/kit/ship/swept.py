"""What a sweep found: its runs, a table with intervals, comparisons, the best setting, a plot, a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.measure.many_runs import Differences, Key, Measured, by_case, corrected, difference, pooled
from kit.ship.run import Run
from kit.ship.sweep_best import Best, best_of, named

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class Sweep:
    """The runs of one sweep. Made by `sweep`; the same call again loads them from the store.

    Attributes:
        name: the notebook's.
        grid: each parameter that was varied or set, with its values.
        rows: a `Run` for each that is done or failed, in order.
        repeats: how often each setting was to be run.
        wanted: how many runs there are in all.
        store: the folder with the executed notebooks.
        seconds: wall-clock time of this call.
        note: why there are fewer rows than wanted; "" if there are not.
        sealed: how many cells were left out, since they open held-out cases.
    """

    name: str
    grid: Mapping[str, tuple[Any, ...]]
    rows: tuple[Run, ...]
    repeats: int
    wanted: int
    store: Path
    seconds: float = 0.0
    note: str = ""
    sealed: int = 0

    @property
    def failures(self) -> tuple[Run, ...]:
        """Runs that stopped with an error; their notebooks are kept, their numbers are in no comparison."""
        return tuple(row for row in self.rows if row.error)

    @property
    def varied(self) -> tuple[str, ...]:
        """Parameters with more than one value."""
        return tuple(name for name, values in self.grid.items() if len(values) > 1)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names recorded that have a number, those with scores of cases first; last the runs' `seconds`."""
        names = dict.fromkeys(name for row in self.rows for name in row.records if name != "seconds")
        kept_ = [n for n in names if any(v is not None for v in map(pooled, self._by_setting(n)))]
        scored = {name for row in self.rows for name, value in row.records.items() if by_case(value)}
        return (*sorted(kept_, key=lambda name: name not in scored), "seconds")

    @property
    def settings(self) -> tuple[dict[str, Any], ...]:
        """Each combination of what was varied, in order."""
        values = [self.grid[name] for name in self.varied]
        return tuple(dict(zip(self.varied, one, strict=True)) for one in product(*values))

    def values(self, metric: str, setting: Mapping[str, Any] | None = None) -> dict[Key, Any]:
        """A metric in the good runs of a setting, by what else was varied and the repeat."""
        found = {}
        for row in self.rows:
            mine = {name: row.parameters.get(name) for name in self.varied}
            if not row.error and all(mine.get(name) == value for name, value in (setting or {}).items()):
                rest = tuple(repr(mine[name]) for name in self.varied if name not in (setting or {}))
                value = row.seconds if metric == "seconds" else row.records.get(metric)
                found[(*rest, row.repeat)] = value
        return found

    def _by_setting(self, metric: str) -> list[list[Any]]:
        return [list(self.values(metric, setting).values()) for setting in self.settings]

    def table(self) -> list[dict[str, Any]]:
        """One row per setting: what was varied, good runs, each metric with its interval, or None."""
        columns = {metric: self._by_setting(metric) for metric in self.metrics}
        return [
            {**setting, "runs": len(self.values("seconds", setting))}
            | {metric: pooled(columns[metric][i]) for metric in columns}
            for i, setting in enumerate(self.settings)
        ]

    def compare(self, metric: str | None = None, by: str | None = None) -> Differences:
        """Each value of a parameter against each other, all else alike, corrected for how many these are.

        Args:
            metric: default, the first with scores of cases, or else the first that was recorded.
            by: the parameter; default, all that were varied, in one family.
        Returns:
            `Differences`; what is not shown to differ is called inconclusive.
        Raises:
            LookupError: nothing of that name was recorded, or varied.
        """
        metric = self._named(metric)
        if by is not None and by not in self.varied:
            raise LookupError(f"{by!r} was not varied; varied: {', '.join(self.varied) or 'nothing'}")
        found = []
        for name in [by] if by else self.varied:
            for a, b in combinations(self.grid[name], 2):
                first, second = self.values(metric, {name: a}), self.values(metric, {name: b})
                found.append(difference(first, second, (f"{name}={a}", f"{name}={b}")))
        pairs = corrected([pair for pair in found if pair is not None])
        return Differences(metric, pairs, "" if pairs else f"{metric}: there is nothing to compare.")

    def best(self, metric: str | None = None, lowest: bool = False) -> Best:
        """The setting with the highest (or lowest) value, what is not told apart from it, and its luck.

        Raises:
            LookupError: nothing of that name was recorded.
            ValueError: no run has a number for it.
        """
        metric = self._named(metric)
        settings = [(setting, self.values(metric, setting)) for setting in self.settings]
        return best_of(metric, settings, lowest)

    def estimates(self, metric: str | None = None) -> dict[str, Measured]:
        """A metric with its interval, by the name of each setting that has one."""
        metric = self._named(metric)
        found = {named(s): pooled(v) for s, v in zip(self.settings, self._by_setting(metric), strict=True)}
        return {name: value for name, value in found.items() if value is not None}

    def plot(self, metric: str | None = None, ax: Axes | None = None) -> Axes:
        """A dot and an interval for each setting.

        Raises:
            LookupError: nothing of that name was recorded.
            ValueError: no run has a number for it.
        """
        from kit.measure.plots import dots

        rows, metric = self.estimates(metric), self._named(metric)
        sizes = sorted({row.n for row in rows.values()})
        n = f"n={sizes[0]}" if sizes[:1] == sizes else f"n={sizes[0]} to {sizes[-1]}" if sizes else ""
        return dots(rows, title=f"{self.name}: {metric} ({n})", xlabel=f"{metric}, 95 % interval", ax=ax)

    def _named(self, metric: str | None) -> str:
        if metric is None:  # scores of cases see more than a rate of them does
            return self.metrics[0]
        if metric in self.metrics:
            return metric
        raise LookupError(f"no run recorded a number as {metric!r}; there is: {', '.join(self.metrics)}")

    def save(self, path: str | Path | None = None) -> Path:
        """Write the sweep as a page that opens without a network; default, `sweep-K-MODEL.html` in its store.

        A sweep over other parameters has a page of its own there.
        """
        from kit.measure.saving import whole
        from kit.ship.sweep_page import document

        name = "-".join(["sweep", *self.varied])[:100]
        return whole(path or self.store / f"{name}.html", document(self))

    def __repr__(self) -> str:
        from kit.ship.sweep_page import text

        return text(self)

    def _repr_html_(self) -> str:
        from kit.ship.sweep_page import fragment

        return fragment(self)
