"""How many calls before the answer is worth having: plan n before you pay for it."""

from __future__ import annotations

from math import ceil
from statistics import NormalDist


def calls_needed(half_width: float, p: float = 0.5, confidence: float = 0.95) -> int:
    """Calls needed so that a rate near `p` is known to plus or minus `half_width`.

    n = z² p (1 - p) / half_width² (Cochran, Sampling Techniques, 3rd ed. 1977, section 4.4), rounded up.
    Plus or minus 5 points with nothing known beforehand is the pollsters' 385. The formula is the normal
    approximation: a Wilson interval is as narrow with a few calls fewer when p is near 0.5, and needs
    more when p is near 0 or 1. Halving the width costs four times the calls.

    Args:
        half_width: half the interval's width, as a share (0.05 is five points).
        p: the rate you expect; 0.5, the worst case, if you do not know.
        confidence: how often such intervals should hold the true rate.
    Returns:
        A number of calls, at least 1.
    Raises:
        ValueError: an argument outside (0, 1), with the value.

    Example:
        `calls_needed(0.05)` is 385.
    """
    for name, value in (("half_width", half_width), ("p", p), ("confidence", confidence)):
        if not 0 < value < 1:
            raise ValueError(f"{name}={value!r} must lie between 0 and 1; five points is 0.05.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return max(1, ceil(z * z * p * (1 - p) / half_width**2 - 1e-9))
