"""A share that never travels without its n and its interval.

`Rate(70, 100)` is 70 successes in 100 trials. It prints as `0.70 [0.60, 0.78] (n=100)`: the share, the
range of true rates that the trials leave plausible, and how many trials there were. Left out: rates from
clustered or weighted trials (see scipy.stats.bootstrap).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from operator import index
from statistics import NormalDist


def _count(name: str, value: object) -> int:
    try:
        return index(value)  # type: ignore[arg-type]
    except TypeError:
        raise ValueError(f"{name}={value!r} is not a whole number; a Rate counts trials.") from None


@dataclass(frozen=True, repr=False)
class Rate:
    """`successes` out of `n` independent trials, with its 95 % Wilson interval.

    Args:
        successes: trials that went well, 0 to n.
        n: trials, at least 1.
    Raises:
        ValueError: not whole numbers, n below 1, or successes outside 0..n.

    Example:
        `Rate(70, 100)` shows `0.70 [0.60, 0.78] (n=100)`; `Rate(70, 100).low` is 0.604.
    """

    successes: int
    n: int

    def __post_init__(self) -> None:
        successes, n = _count("successes", self.successes), _count("n", self.n)
        if n < 1:
            raise ValueError(f"A rate needs n of 1 or more, got n={n}; did every call fail? See .failures")
        if not 0 <= successes <= n:
            raise ValueError(f"successes={successes} does not fit n={n}; it must lie between 0 and n.")
        object.__setattr__(self, "successes", successes)
        object.__setattr__(self, "n", n)

    @classmethod
    def of(cls, outcomes: Iterable[object]) -> Rate:
        """Rate of the true ones among `outcomes`: `Rate.of(a == "yes" for a in answers)`.

        Raises:
            ValueError: no outcomes.
        """
        flags = [bool(outcome) for outcome in outcomes]
        return cls(sum(flags), len(flags))

    @property
    def value(self) -> float:
        """The share itself, 0 to 1."""
        return self.successes / self.n

    @property
    def low(self) -> float:
        """Lower end of the 95 % Wilson interval."""
        return self.wilson()[0]

    @property
    def high(self) -> float:
        """Upper end of the 95 % Wilson interval."""
        return self.wilson()[1]

    def wilson(self, confidence: float = 0.95) -> tuple[float, float]:
        """Score interval (E. B. Wilson, JASA 22, 1927): close to its nominal coverage even at small n.

        Args:
            confidence: nominal coverage, between 0 and 1.
        Returns:
            (low, high), each 0 to 1.
        """
        z = NormalDist().inv_cdf(_tail(confidence))
        n, p = self.n, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        # At 0 and n the ends are 0 and 1 exactly; rounding would leave 1e-17 of dirt.
        low = 0.0 if self.successes == 0 else max(0.0, middle - half)
        high = 1.0 if self.successes == n else min(1.0, middle + half)
        return low, high

    def exact(self, confidence: float = 0.95) -> tuple[float, float]:
        """Exact interval (Clopper and Pearson, Biometrika 26, 1934): never covers less than promised.

        Wider than Wilson's; use it when n is small and being wrong is expensive.

        Args:
            confidence: coverage at least, between 0 and 1.
        Returns:
            (low, high), each 0 to 1.
        """
        from scipy.special import betaincinv

        upper = _tail(confidence)
        k, n = self.successes, self.n
        low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, 1 - upper))
        high = 1.0 if k == n else float(betaincinv(k + 1, n - k, upper))
        return low, high

    def __repr__(self) -> str:
        low, high = self.wilson()
        digits = 2 if high - low >= 0.02 else 3 if high - low >= 0.002 else 4
        return f"{self.value:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}] (n={self.n})"

    def _repr_html_(self) -> str:
        from kit.measure.drawing import interval_svg

        return (
            '<div style="display:flex;align-items:center;gap:12px;font-variant-numeric:tabular-nums">'
            f"<span>{self!r}</span>{interval_svg(self, axis=True)}</div>"
        )


def _tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence!r} must lie between 0 and 1; 0.95 is usual.")
    return (1 + confidence) / 2
