"""A drift alarm that may be looked at after every request: the chance that it ever cries wolf is at most
alpha.

Looking again and again with an ordinary test finds "drift" sooner or later, in any service. A test
martingale does not (J. Ville, 1939; G. Shafer et al., Statistical Science 26, 2011): a bet against "nothing
has changed" whose stake cannot be expected to grow if that is true, so it ever grows by a factor c with
probability 1/c at most. Here many bets run at once, each on one changed rate and one moment of change, the
wealth divided among them (A. Ramdas et al., Game-Theoretic Statistics and Safe Anytime-Valid Inference,
Statistical Science 38, 2023; bets begun at all moments: J. Shin et al., E-detectors, New England J.
Statistics in Data Science 2, 2024, who bound how often there is a false alarm rather than whether there
ever is one).

The reference is a sample too: half of alpha pays for the exact interval that its true rate lies in, and
only what lies outside of it can ever be called drift. Left out: forgetting (a rate that creeps is new from
old ones on), and drift of texts themselves (embed and compare).
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kit.measure.rate import Rate

Side = Literal["up", "down", "both"]
_ODDS = (1.3, 1.7, 2.5, 4.0, 8.0, 20.0)  # how many times the odds a bet bets on
_EVERY = 10  # observations between two moments at which bets begin


@dataclass(frozen=True)
class Alarm:
    """The rate has changed.

    Attributes:
        name: what was watched.
        side: "up" or "down".
        n: observations until the alarm.
        since: the observation at which the change probably began, from 1.
        recent: the rate since then; picked as the most striking stretch, so it exaggerates.
        reference: the rate it was compared with.
        growth: how many times the wealth of the bets against "no change" has grown; more than 1 / alpha.
    """

    name: str
    side: Literal["up", "down"]
    n: int
    since: int
    recent: Rate
    reference: Rate
    growth: float

    def __str__(self) -> str:
        went = "risen" if self.side == "up" else "fallen"
        return (
            f"{self.name} has {went}: {self.recent!r} since about number {self.since:,}, "
            f"against {self.reference!r} before (seen at number {self.n:,})."
        )


class _Bets:
    """Bets that yes is more frequent than `bound`, begun at all moments; `.wealth` of 1 at the start."""

    def __init__(self, bound: float) -> None:
        self._factors = []
        for odds in _ODDS if 0 < bound < 1 else ():
            rate = odds * bound / (1 - bound + odds * bound)
            self._factors.append((rate / bound, (1 - rate) / (1 - bound)))
        self._stakes = [0.0] * len(self._factors)
        self._best = [(1.0, 0, 0)] * len(self._factors)  # growth since its lowest, then number and yeses seen
        self._rest, self._begun = 1.0, 0
        self.wealth = 1.0

    def add(self, yes: bool, n: int, seen: int) -> None:
        """One observation, the n-th; `seen` yeses were there before it."""
        if n % _EVERY == 1:  # of the wealth not yet at stake, a share begins now: 1/log2(k + 2) is left
            self._begun += 1
            left = 1 / math.log2(self._begun + 2)
            share, self._rest = (self._rest - left) / max(1, len(_ODDS)), left
            self._stakes = [stake + share for stake in self._stakes]
        for place, (won, lost) in enumerate(self._factors):
            factor = won if yes else lost
            self._stakes[place] = min(self._stakes[place] * factor, 1e250)
            growth, at, yeses = self._best[place]
            self._best[place] = (growth * factor, at, yeses) if growth > 1 else (factor, n - 1, seen)
        self.wealth = sum(self._stakes) + self._rest

    def since(self) -> tuple[int, int]:
        """Number of observations, and of yeses, before the most striking stretch."""
        _, at, yeses = max(self._best)
        return at, yeses


class Watch:
    """Watches a stream of yes and no against a reference; safe between threads.

    Simulated with a reference of 500 at 0.05: a rise to 0.15 is found after 224 observations (median of
    100 runs; 381 when it comes after 1,000 quiet ones), a rise to 0.30 after 29 (62). At alpha 0.05, 1 of 300
    quiet streams of 2,000 raised an alarm: the promise is kept with room to spare.

    Args:
        reference: the rate in good times, as a `Rate` or as flags.
        alpha: probability of ever raising a false alarm, over the luck of reference and stream together.
        side: "up" (errors), "down", or "both".
        name: what is watched, for the alarm's words.
    Raises:
        ValueError: an alpha or side that cannot be, or an empty reference.

    Example:
        `errors = Watch(Rate(12, 400), side="up", name="error rate")`, then after each request
        `if alarm := errors.add(failed): page(str(alarm))`
    """

    def __init__(
        self,
        reference: Rate | Iterable[object],
        alpha: float = 0.01,
        *,
        side: Side = "both",
        name: str = "the rate",
    ) -> None:
        if not 0 < alpha < 1 or side not in ("up", "down", "both"):
            raise ValueError(f"alpha={alpha!r} must lie in (0, 1), and side={side!r} be up, down or both.")
        self.reference = reference if isinstance(reference, Rate) else Rate.of(reference)
        self.name, self.alpha = name, alpha
        sides = 2 if side == "both" else 1
        low, high = self.reference.exact(1 - alpha / sides)  # half of alpha in all
        self.band = (low if side != "up" else 0.0, high if side != "down" else 1.0)
        self._line = 2 * sides / alpha
        self._up, self._down = _Bets(self.band[1]), _Bets(1 - self.band[0])
        self._lock = threading.Lock()
        self.n = self.yes = 0
        self.alarm: Alarm | None = None

    def add(self, flag: object) -> Alarm | None:
        """Take one observation; give an `Alarm` the moment it is raised, once (`.alarm` keeps it)."""
        yes = bool(flag)
        with self._lock:
            seen = self.yes
            self.n, self.yes = self.n + 1, self.yes + yes
            self._up.add(yes, self.n, seen)
            self._down.add(not yes, self.n, self.n - 1 - seen)
            if self.alarm is None and max(self._up.wealth, self._down.wealth) >= self._line:
                self.alarm = self._raised()
                return self.alarm
            return None

    def _raised(self) -> Alarm:
        up = self._up.wealth >= self._line
        bets = self._up if up else self._down
        at, before = bets.since()
        recent = Rate(self.yes - (before if up else at - before), self.n - at)
        side: Literal["up", "down"] = "up" if up else "down"
        return Alarm(self.name, side, self.n, at + 1, recent, self.reference, bets.wealth)

    def __repr__(self) -> str:
        if self.alarm is not None:
            return str(self.alarm)
        low, high = self.band
        seen = repr(Rate(self.yes, self.n)) if self.n else "nothing seen yet"
        return (
            f"{self.name}: {seen}, no alarm. Against {self.reference!r}, "
            f"only a rate outside [{low:.3f}, {high:.3f}] can be called drift."
        )


class LabelWatch:
    """Watches the mix of labels: one `Watch` a label, and one for labels the reference did not have.

    Args:
        reference: the labels of good times, or how many there were of each.
        alpha: probability of ever raising a false alarm, for all labels together (divided among them).
    Raises:
        ValueError: no labels.
    """

    def __init__(self, reference: Mapping[str, int] | Iterable[str], alpha: float = 0.01) -> None:
        counts = Counter(reference)
        total = counts.total()
        if not total:
            raise ValueError("a mix of labels needs labels to be compared with; the reference has none.")
        each = alpha / (len(counts) + 1)
        self.watches = {
            label: Watch(Rate(count, total), each, name=f"the share of {label!r}")
            for label, count in counts.items()
        }
        self._new = Watch(Rate(0, total), each, side="up", name="the share of labels never seen before")

    def add(self, label: str) -> Alarm | None:
        """Take one label; give the first alarm that this raises, if any."""
        raised = [watch.add(label == name) for name, watch in self.watches.items()]
        raised.append(self._new.add(label not in self.watches))
        return next((alarm for alarm in raised if alarm), None)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """All alarms so far."""
        return tuple(w.alarm for w in (*self.watches.values(), self._new) if w.alarm)


class SlowWatch(Watch):
    """Watches for calls slower than the reference's 95th percentile becoming more frequent.

    The percentile is itself one of n values. The true share above the k-th of them has a Beta(n - k + 1, k)
    distribution (S. S. Wilks, Annals of Mathematical Statistics 12, 1941), whose upper end is that of the
    exact interval of n - k yeses in n: so a `Watch` on that rate keeps its promise, however latencies are
    distributed.

    Args:
        reference: seconds of calls in good times, 20 or more.
        alpha: probability of ever raising a false alarm.
        share: percentile, as a share.
    Raises:
        ValueError: too few seconds to have such a percentile.
    """

    def __init__(self, reference: Sequence[float], alpha: float = 0.01, *, share: float = 0.95) -> None:
        n, k = len(reference), math.ceil(share * len(reference))
        if not 0 < k < n:
            raise ValueError(f"{n} calls have no {share:.0%} percentile with calls above it; measure more.")
        self.limit = sorted(reference)[k - 1]
        name = f"the share of calls above {self.limit:.3g} s"
        super().__init__(Rate(n - k, n), alpha, side="up", name=name)

    def add(self, seconds: object) -> Alarm | None:
        """Take the seconds of one call (inf for one that never answered)."""
        return super().add(float(seconds) > self.limit)  # type: ignore[arg-type]
