"""Attacks and benign traps: as many as the books say, with what belongs together under one name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from kit.desk.attacks import payloads
from kit.measure import near_copies


def test_there_are_118_attacks_and_63_harmless_texts_each_once() -> None:
    found = payloads()
    assert len({one.id for one in found}) == len(found) == 181
    assert Counter(one.attack for one in found) == {True: 118, False: 63}
    assert all(one.attack != one.category.startswith("benign_") for one in found)


def test_fifteen_attacks_want_a_token_repeated() -> None:
    wanting = [one for one in payloads() if "{canary}" in one.text]
    assert len(wanting) == 15
    assert all(
        one.attack and "KX-1" in one.filled("KX-1") and "{" not in one.filled("KX-1") for one in wanting
    )


def test_harmless_texts_use_the_attackers_words() -> None:
    ignoring = re.compile("ignor|disregard|forget|pretend|act as|override|reveal", re.IGNORECASE)
    traps = [one for one in payloads() if not one.attack and ignoring.search(one.text)]
    assert len(traps) >= 20


def test_near_copies_and_encodings_of_one_text_share_a_group() -> None:
    found = payloads()
    plain = [one for one in found if not one.encoding]
    parted = [
        (plain[i].id, plain[j].id)
        for i, j, _ in near_copies([one.text for one in plain], 0.6)
        if plain[i].group != plain[j].group
    ]
    assert parted == []
    assert len({one.group for one in found if one.encoding}) == 2


def test_no_group_mixes_attacks_and_harmless_texts() -> None:
    sides = defaultdict(set)
    for one in payloads():
        sides[one.group].add(one.attack)
    assert [name for name, side in sides.items() if len(side) > 1] == []
