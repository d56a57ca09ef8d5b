"""A split never parts a group, keeps its share, and repeats itself."""

from __future__ import annotations

from collections import Counter

import pytest

from kit import Case
from kit.measure import copy_groups, leaks, near_copies, split

GROUPED = [Case(f"text {i}", "ab"[i % 2], group=f"g{i // 3}") for i in range(60)]


@pytest.mark.parametrize("seed", range(20))
def test_no_group_is_on_both_sides_and_no_case_is_lost(seed: int) -> None:
    dev, held_out = split(GROUPED, 0.5, seed=seed)
    assert not {c.group for c in dev} & {c.group for c in held_out}
    assert sorted(c.id for c in dev + held_out) == sorted(c.id for c in GROUPED)
    assert len(dev) == 30


def test_the_same_seed_gives_the_same_split_and_another_one_another() -> None:
    assert split(GROUPED, seed=1) == split(GROUPED, seed=1)
    assert split(GROUPED, seed=1) != split(GROUPED, seed=2)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_each_label_is_split_by_the_share(share: float) -> None:
    cases = [Case(str(i), "rare" if i % 10 == 0 else "common") for i in range(200)]
    dev, _ = split(cases, share, stratify=lambda case: case.expected)
    assert Counter(c.expected for c in dev) == {"rare": 20 * share, "common": 180 * share}


def test_cases_may_be_anything_with_a_key() -> None:
    dev, held_out = split(["a1", "a2", "b1", "b2"], by=lambda text: text[0])
    assert {tuple(dev), tuple(held_out)} == {("a1", "a2"), ("b1", "b2")}


def test_every_case_is_in_dev_about_as_often_as_the_share_says() -> None:
    seen = Counter(c.id for seed in range(400) for c in split(GROUPED, 0.5, seed=seed)[0])
    assert min(seen.values()) > 140
    assert max(seen.values()) < 260


def test_neither_side_is_empty_however_small_the_share() -> None:
    dev, held_out = split([Case(str(i)) for i in range(4)], 0.01)
    assert (len(dev), len(held_out)) == (1, 3)


def test_what_cannot_be_split_is_refused() -> None:
    with pytest.raises(ValueError, match="without cutting it"):
        split([Case("a", group="g"), Case("b", group="g")])
    with pytest.raises(ValueError, match="between 0 and 1"):
        split(GROUPED, 1.0)


def test_near_copies_are_found_most_alike_first() -> None:
    texts = [
        "I want to return the chair.",
        "Cancel it all.",
        "I want to return the chair",
        "i want to return a chair",
    ]
    pairs = near_copies(texts, 0.5)
    assert [(i, j) for i, j, _ in pairs] == [(0, 2), (0, 3), (2, 3)] or pairs[0][:2] == (0, 2)
    assert all(1 not in pair[:2] for pair in pairs)


def test_the_likeness_is_the_jaccard_index_of_the_shingles() -> None:
    # "abcdefg" has shingles abcde bcdef cdefg; "abcdefx" has abcde bcdef cdefx: 2 shared of 4
    assert near_copies(["abcdefg", "abcdefx"], 0.1) == [(0, 1, 0.5)]
    assert near_copies(["Same  text", "same text"], 1.0) == [(0, 1, 1.0)]


def test_copies_of_copies_share_a_group() -> None:
    chain = [
        "a long sentence about a chair",
        "a long sentence about a chairs",
        "a long sentence about a chairss",
        "x",
    ]
    assert copy_groups(chain, 0.8) == ["g0", "g0", "g0", "g3"]


def test_leaks_counts_held_out_cases_with_a_near_copy_in_dev() -> None:
    dev, held_out = ["I want my money back now"], ["I want my money back, now", "Where is it?"]
    assert leaks(dev, held_out, str) == 1
    assert leaks(held_out[1:], dev, str) == 0


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("share", [0.3, 0.5])
def test_cases_that_are_appended_move_none_of_those_before_them(share: float, seed: int) -> None:
    cases = [Case(f"text {i}", "abc"[i % 7 % 3], group=f"g{i // 2}" if i % 5 else None) for i in range(80)]

    def halves(n: int) -> tuple[set[str], set[str]]:
        found = split(cases[:n], share, seed=seed, stratify=lambda case: case.expected, growing=True)
        assert all(one.group is None or one.group not in {o.group for o in found[1]} for one in found[0])
        return {case.id for case in found[0]}, {case.id for case in found[1]}

    whole = halves(80)
    assert abs(len(whole[0]) - 80 * share) <= 6
    for n in (20, 40, 41, 42, 79):
        dev, rest = halves(n)
        assert dev <= whole[0]
        assert rest <= whole[1]


def test_a_growing_split_at_a_half_takes_one_of_each_two_at_random() -> None:
    cases = [Case(str(i)) for i in range(40)]
    firsts = []
    for seed in range(60):
        dev = {int(case.input) for case in split(cases, 0.5, seed=seed, growing=True)[0]}
        assert all((i in dev) != (i + 1 in dev) for i in range(0, 40, 2))
        firsts.append(sum(i in dev for i in range(0, 40, 2)))
    assert 9 < sum(firsts) / 60 < 11
    assert len(set(firsts)) > 3


def test_a_growing_split_leaves_no_side_empty() -> None:
    assert [len(side) for side in split([Case(str(i)) for i in range(4)], 0.01, growing=True)] == [1, 3]
    assert [len(side) for side in split([Case(str(i)) for i in range(4)], 0.99, growing=True)] == [3, 1]


def test_labels_with_other_names_leave_every_case_on_its_side() -> None:
    """Else rows that were read while working would be unseen ones after a renaming."""
    sides = []
    for names in ("xyz", ("billing", "technical", "other")):
        cases = [Case(f"text {i}", names[i % 7 % 3]) for i in range(40)]
        halves = split(cases, 0.5, seed=7, stratify=lambda case: case.expected, growing=True)
        sides.append([{case.input for case in half} for half in halves])
    assert sides[0] == sides[1]
