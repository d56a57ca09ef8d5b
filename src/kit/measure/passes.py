"""Can it ever, and can it always? pass@k and pass^k, from n tries a case, without bias.

pass@k is the chance that at least one of k tries is right (worth having where a checker picks it); pass^k
that all k are (what a customer who comes back k times sees). Raising a score to the power k is not the same:
cases differ, and the average of powers is not the power of the average.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import comb
from typing import TYPE_CHECKING

from kit.measure.intervals import numbers, share_over_cases

if TYPE_CHECKING:
    from kit.measure.estimate import Estimate


def pass_at_k(n: int, c: int, k: int) -> float:
    """Chance that at least one of k tries is right, from n tries of which c were: 1 - C(n-c, k) / C(n, k).

    Unbiased (M. Chen et al., Evaluating Large Language Models Trained on Code, 2021, section 2.1).

    Args:
        n: tries made of one case.
        c: right ones among them.
        k: tries that the user would have; 1 to n.
    Returns:
        A probability.
    Raises:
        ValueError: numbers that are not 0 <= c <= n and 1 <= k <= n.

    Example:
        `pass_at_k(10, 3, 5)` is 0.917.
    """
    _check(n, c, k)
    return 1 - comb(n - c, k) / comb(n, k)


def pass_hat_k(n: int, c: int, k: int) -> float:
    """Chance that all of k tries are right (pass^k), from n tries of which c were: C(c, k) / C(n, k).

    Unbiased (S. Yao et al., tau-bench, 2024, section 3).

    Args:
        n, c, k: as in `pass_at_k`.
    Returns:
        A probability.
    Raises:
        ValueError: numbers that are not 0 <= c <= n and 1 <= k <= n.

    Example:
        `pass_hat_k(10, 9, 5)` is 0.5, where 0.9 to the power of 5 is 0.59.
    """
    _check(n, c, k)
    return comb(c, k) / comb(n, k)


def pass_curves(rows: Sequence[Sequence[bool | float]], ks: Iterable[int]) -> dict[str, dict[int, Estimate]]:
    """Both curves over many cases, each point with its interval over cases.

    Args:
        rows: for each case, whether each of its tries was right (bools, or 0 and 1).
        ks: the k to compute, each at most the smallest number of tries of a case.
    Returns:
        `{"pass@k": {k: Estimate}, "pass^k": {k: Estimate}}`; the intervals are Wilson's at the effective
        number of cases (see `clustered`), so 5 cases that never failed do not look like certainty.
    Raises:
        ValueError: no cases, a score that is neither 0 nor 1, or a k that some case has too few tries for.
    """
    import numpy as np

    tries = [numbers(row, "a try") for row in rows]
    if not tries:
        raise ValueError("pass_curves needs at least one case with its tries.")
    if not np.isin(np.concatenate(tries), (0, 1)).all():
        raise ValueError("pass_curves needs 1 or 0 for every try; put a threshold on other scores first.")
    counts = [(len(row), int(row.sum())) for row in tries]
    total = sum(n for n, _ in counts)
    curves: dict[str, dict[int, Estimate]] = {"pass@k": {}, "pass^k": {}}
    for k in ks:
        for name, chance in (("pass@k", pass_at_k), ("pass^k", pass_hat_k)):
            curves[name][k] = share_over_cases(np.array([chance(n, c, k) for n, c in counts]), total)
    return curves


def _check(n: int, c: int, k: int) -> None:
    if not 0 <= c <= n:
        raise ValueError(f"c={c!r} right tries do not fit n={n!r} tries.")
    if not 1 <= k <= n:
        raise ValueError(
            f"k={k!r} must lie between 1 and n={n!r}; make more tries of each case for a larger k."
        )
