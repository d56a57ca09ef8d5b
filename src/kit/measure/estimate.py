"""A number that is no share of trials (a difference, a mean, a cost) with its interval and its n.

`Rate` counts successes; everything else that is measured here is an `Estimate`: value, ends of the interval,
and how many independent cases stand behind it. How the interval was made is part of it (`method`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, isnan, log10


@dataclass(frozen=True, repr=False)
class Estimate:
    """A measured number and its interval.

    Args:
        value: the number itself, in `unit`.
        low, high: ends of the interval; -inf, inf where the data leave an end open.
        n: independent cases (or clusters of cases) it rests on.
        unit: "s", "USD", "tokens"; "" for a share or a difference of shares.
        signed: show the sign of positive numbers too, as a difference should.
        method: how the interval was made ("paired bootstrap over cases").
        confidence: its nominal coverage.
    Raises:
        ValueError: low above high, n below 1, or what is not a number (an open end is inf, not NaN).

    Example:
        `Estimate(0.23, 0.11, 0.36, 94, signed=True)` shows `+0.23 [+0.11, +0.36] (n=94)`.
    """

    value: float
    low: float
    high: float
    n: int
    unit: str = ""
    signed: bool = False
    method: str = ""
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError(f"An estimate needs n of 1 or more, got n={self.n}; did every call fail?")
        if isnan(self.value) or isnan(self.low) or isnan(self.high):
            raise ValueError(f"{self.value} [{self.low}, {self.high}] is not a number; an open end is inf.")
        if self.low > self.high:
            raise ValueError(f"the interval [{self.low}, {self.high}] runs backwards; low comes first.")

    @property
    def excludes_zero(self) -> bool:
        """True if the interval lies wholly above or wholly below zero."""
        return self.low > 0 or self.high < 0

    def __repr__(self) -> str:
        digits, sign = _digits(self.low, self.high, self.value), "+" if self.signed else ""
        value, low, high = (
            f"{round(x, digits) + 0.0:{sign}.{digits}f}" for x in (self.value, self.low, self.high)
        )  # no -0.00
        unit = f" {self.unit}" if self.unit else ""
        return f"{value} [{low}, {high}]{unit} (n={self.n})"

    def _repr_html_(self) -> str:
        from html import escape

        style = "font-variant-numeric:tabular-nums"
        return f'<span style="{style}" title="{escape(self.method)}">{self!r}</span>'


def _digits(low: float, high: float, value: float) -> int:
    """Decimals that the interval's width makes worth reading: two leading digits of the width, at most 6."""
    width = high - low if isfinite(high - low) and high > low else abs(value)
    return 2 if not isfinite(width) or width == 0 else max(0, min(6, 1 - floor(log10(width))))
