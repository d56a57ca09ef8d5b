"""Did the search find what was needed? Hit rate, recall, reciprocal rank and gain, each with its interval.

All take two lists of equal length: for each question the ids that a search found, best first, and the ids
that the question needs. Found ids are counted once, where they first appear, since several passages may come
from one article. Each function has a twin in the plural or `..._each` that gives one number a question,
which is what a paired comparison wants. Left out: graded relevance (see `ir-measures`, `ranx`).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from math import log2

from kit.measure.estimate import Estimate
from kit.measure.intervals import bootstrap
from kit.measure.rate import Rate

Found = Sequence[Sequence[Hashable]]
Needed = Sequence[Collection[Hashable]]


def hits_each(found: Found, needed: Needed, k: int) -> list[bool]:
    """For each question: is one of the needed ids among the first k?

    Raises:
        ValueError: as `hit_rate`.
    """
    return [any(name in right for name in first) for first, right in _first(found, needed, k)]


def hit_rate(found: Found, needed: Needed, k: int) -> Rate:
    """Share of questions that find at least one of their ids among the first k (success@k).

    Args:
        found: for each question the ids a search found, best first; may be empty.
        needed: for each question the ids it needs, at least one.
        k: how many places count.
    Raises:
        ValueError: no questions, lists of different lengths, a question that needs nothing, ids given as one
            text instead of a list, or k below 1.

    Example:
        `hit_rate([["a", "b"], ["c"]], [{"b"}, {"d"}], k=2)` is 1 of 2.
    """
    return Rate.of(hits_each(found, needed, k))


def recall_each(found: Found, needed: Needed, k: int) -> list[float]:
    """For each question: share of its needed ids among the first k; errors as `hit_rate`."""
    return [len(set(first) & set(right)) / len(set(right)) for first, right in _first(found, needed, k)]


def recall_at(
    found: Found, needed: Needed, k: int, *, groups: Sequence[Hashable] | None = None, seed: int = 0
) -> Estimate:
    """Mean share of a question's needed ids among the first k.

    With more needed ids than k it cannot reach 1. Args and errors as `hit_rate`; `groups` and `seed` as
    `bootstrap`, which makes the interval.
    """
    return bootstrap(recall_each(found, needed, k), groups=groups, seed=seed)


def reciprocal_ranks(found: Found, needed: Needed, k: int | None = None) -> list[float]:
    """For each question: 1 / place of its first needed id, 0 if none was found; errors as `hit_rate`."""
    ranks = []
    for first, right in _first(found, needed, k):
        place = next((place for place, name in enumerate(first, 1) if name in right), 0)
        ranks.append(1 / place if place else 0.0)
    return ranks


def mrr(
    found: Found,
    needed: Needed,
    k: int | None = None,
    *,
    groups: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> Estimate:
    """Mean reciprocal rank (E. M. Voorhees, The TREC-8 Question Answering Track Report, 1999).

    1 if the first place is always right, 0.5 if the second is; what lies beyond k counts as not found. Args
    and errors as `hit_rate`; `groups` (questions that belong together) and `seed` as `bootstrap`.
    """
    return bootstrap(reciprocal_ranks(found, needed, k), groups=groups, seed=seed)


def ndcg_each(found: Found, needed: Needed, k: int) -> list[float]:
    """For each question: gain of the first k over the best gain possible, 0 to 1; errors as `hit_rate`."""
    gains = []
    for first, right in _first(found, needed, k):
        gain = sum(1 / log2(place + 1) for place, name in enumerate(first, 1) if name in right)
        best = sum(1 / log2(place + 1) for place in range(1, min(k, len(set(right))) + 1))
        gains.append(gain / best)
    return gains


def ndcg(
    found: Found, needed: Needed, k: int, *, groups: Sequence[Hashable] | None = None, seed: int = 0
) -> Estimate:
    """Normalised discounted cumulative gain at k, an id being needed or not (K. Järvelin and J. Kekäläinen,
    2002).

    A needed id at place i is worth 1 / log2(i + 1); the sum is divided by that of an ideal list. Args and
    errors as `hit_rate`; `groups` and `seed` as `bootstrap`.
    """
    return bootstrap(ndcg_each(found, needed, k), groups=groups, seed=seed)


def _first(found: Found, needed: Needed, k: int | None) -> list[tuple[list[Hashable], Collection[Hashable]]]:
    """For each question its first k ids, copies dropped, and what it needs."""
    if k is not None and k < 1:
        raise ValueError(f"k={k} places are none; give 1 or more.")
    if len(found) != len(needed):
        raise ValueError(f"{len(found)} rankings for {len(needed)} questions; give one for each.")
    if not len(needed):
        raise ValueError("there are no questions, so nothing was found or missed.")
    pairs = []
    for place, (names, right) in enumerate(zip(found, needed, strict=True)):
        if isinstance(names, str) or isinstance(right, str):
            raise ValueError(
                f"question {place} has one text where a list of ids belongs: put it in brackets."
            )
        if not len(right):
            raise ValueError(
                f"question {place} needs no id; leave it out here, and count how often you abstain."
            )
        pairs.append((list(dict.fromkeys(names))[:k], right))
    return pairs
