"""Two heaps of cases, one to work with and one to be judged on, with nothing that leaks between them.

A near copy of a held-out case among the cases you worked with makes the held-out rate a memory test. So find
near copies, give them one group, and split by groups. Left out: k-fold splits (StratifiedGroupKFold of
scikit-learn).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def split(
    cases: Sequence[T],
    share: float = 0.5,
    *,
    seed: int = 0,
    by: Callable[[T], Hashable] | None = None,
    stratify: Callable[[T], Hashable] | None = None,
    growing: bool = False,
) -> tuple[list[T], list[T]]:
    """Split cases at random into (dev, held out); a group is never cut.

    Args:
        cases: two or more, of any kind.
        share: share of them that goes to dev, between 0 and 1; met as closely as whole groups allow.
        seed: the same seed gives the same split.
        by: names the group of a case. Default: its `.group`; a case without one is a group of its own.
        stratify: names the label of a case; each label (a group's first) is split by `share` on its own.
        growing: settle each case when it comes, so that cases which are appended later move none of those
            before them (but for a group that a new case joins to another, since groups stay whole). The share
            is then met within about one case a label.
    Returns:
        (dev, held out), each in the order of `cases`; neither is empty.
    Raises:
        ValueError: share outside 0 to 1, or fewer than two groups.

    Example:
        `dev, held_out = split(cases, 0.5, seed=1, stratify=lambda case: case.expected)`
    """
    if not 0 < share < 1:
        raise ValueError(f"share={share!r} must lie between 0 and 1: 0.5 puts half of the cases in dev.")
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, case in enumerate(cases):
        key = by(case) if by else getattr(case, "group", None)
        groups[("alone", index) if key is None else ("group", key)].append(index)
    if len(groups) < 2:
        raise ValueError(f"{len(groups)} group of cases cannot be split in two without cutting it.")
    strata: dict[Hashable, list[list[int]]] = defaultdict(list)
    for members in groups.values():
        strata[stratify(cases[members[0]]) if stratify else None].append(members)
    if growing:
        # A label that is renamed is the same stratum: it goes by its first case.
        firsts = {name: getattr(cases[some[0][0]], "id", name) for name, some in strata.items()}
        dev = [
            members
            for name, some in strata.items()
            for members in _settled(some, share, f"{seed} {firsts[name]}")
        ]
    else:
        dev = _drawn(list(strata.values()), share, random.Random(seed))
    _no_empty_side(dev, list(groups.values()))
    inside = {index for members in dev for index in members}
    return (
        [case for index, case in enumerate(cases) if index in inside],
        [case for index, case in enumerate(cases) if index not in inside],
    )


def _drawn(strata: list[list[list[int]]], share: float, rng: random.Random) -> list[list[int]]:
    """Groups for dev: in each stratum the share of its cases, what one falls short of made up in the next."""
    dev: list[list[int]] = []
    owed = 0.0
    for groups in strata:
        rng.shuffle(groups)
        owed += share * sum(map(len, groups))
        for members in groups:
            if 2 * owed >= len(members):  # taking it brings the share nearer
                dev.append(members)
                owed -= len(members)
    return dev


def _settled(groups: list[list[int]], share: float, seed: str) -> list[list[int]]:
    """Groups for dev, each settled by its first case alone, in the order of the cases.

    What dev is owed when a group comes is the chance that it gets it: at a half, of each two one at random
    (permuted blocks, as in trials that patients enter one by one: Zelen, J. Chronic Diseases 27, 1974).
    """
    rng, dev, owed = random.Random(seed), list[list[int]](), 0.0
    taken: dict[int, bool] = {}
    for _, which in sorted((index, which) for which, group in enumerate(groups) for index in group):
        owed += share
        if which not in taken:
            taken[which] = rng.random() < owed
            dev += [groups[which]] if taken[which] else []
        owed -= taken[which]
    return dev


def _no_empty_side(dev: list[list[int]], groups: list[list[int]]) -> None:
    """Move the smallest group to the side that has none."""
    if not dev or len(dev) == len(groups):
        least = min(groups, key=len)
        dev.remove(least) if dev else dev.append(least)


def near_copies(
    texts: Sequence[str], threshold: float = 0.6, *, size: int = 5
) -> list[tuple[int, int, float]]:
    """Pairs of texts that say nearly the same in the same words.

    Likeness is the Jaccard index of the texts' sets of `size`-character shingles, shared / all: 1 for the
    same text (A. Broder, On the resemblance and containment of documents, 1997). It sees copies, not
    paraphrases. All pairs are compared: fine to some ten thousand texts.

    Args:
        texts: what to compare; case and white space do not count.
        threshold: least likeness to report, above 0.
        size: characters a shingle.
    Returns:
        (i, j, likeness) with i < j, most alike first.
    Raises:
        ValueError: threshold not in (0, 1].
    """
    from scipy.sparse import triu
    from sklearn.feature_extraction.text import CountVectorizer

    if not 0 < threshold <= 1:
        raise ValueError(f"threshold={threshold!r} must be above 0 and at most 1.")
    if len(texts) < 2:
        return []
    folded = [" ".join(text.casefold().split()).ljust(size) for text in texts]
    shingles = CountVectorizer(analyzer="char", ngram_range=(size, size), binary=True, lowercase=False)
    found = shingles.fit_transform(folded).astype("int32")
    shared, sizes = triu(found @ found.T, k=1).tocoo(), found.sum(axis=1).A1
    pairs = zip(shared.row.tolist(), shared.col.tolist(), shared.data.tolist(), strict=True)
    alike = [(i, j, both / float(sizes[i] + sizes[j] - both)) for i, j, both in pairs]
    return sorted((p for p in alike if p[2] >= threshold), key=lambda pair: (-pair[2], pair))


def copy_groups(texts: Sequence[str], threshold: float = 0.6) -> list[str]:
    """A group's name for each text: texts that are near copies, or linked by near copies, share one.

    Example:
        `[Case(t, y, group=g) for t, y, g in zip(texts, labels, copy_groups(texts))]`
    """
    parent = list(range(len(texts)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for i, j, _ in near_copies(texts, threshold):
        low, high = sorted((root(i), root(j)))
        parent[high] = low
    return [f"g{root(index)}" for index in range(len(texts))]


def leaks(
    dev: Sequence[Any], held_out: Sequence[Any], text: Callable[[Any], str], threshold: float = 0.6
) -> int:
    """How many held-out cases have a near copy in dev; 0 is what you want."""
    texts = [text(case) for case in (*dev, *held_out)]
    crossing = {j for i, j, _ in near_copies(texts, threshold) if i < len(dev) <= j}
    return len(crossing)
