"""Near-copies: pairs of learners whose answers to one exercise share long passages. Information, no verdict.

The library is copydetect, after S. Schleimer, D. S. Wilkerson and A. Aiken ("Winnowing", SIGMOD 2003): the
method of MOSS. It turns each name into V, each text into S, drops comments and blanks, and fingerprints every
passage of 25 characters of what is left: a copy with other names, comments and layout has the same ones. Here
all fingerprints are kept (a window of 1): which ones a wider window picks differs from run to run.

What is handed out is nobody's own: passages of the stub, the reference and the other cells do not count. Nor
does what more than a quarter of the class (and more than ten) wrote, since there it is the task that asks for
it, unless two answers are equal from end to end.

Why half: of the right answers kept in tests/answers, which were written apart from each other, no two share
more than 12 % of their own passages, and most pairs none; a copy with every name changed shares all. They
were written to differ, and learners who follow the same hints will share more: hence 50 %, far from both. And
why 200 passages: an answer with fewer is a line or two beyond the reference, which many write alike.

Cost: nearly all of it is reading the code, once per submission; 300 of exercise 01 took six times 75.
Pairs are the square of the class at worst, but only those that share an uncommon passage are looked at.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

from kit.learn.sheet import Sheet
from kit.teach.results import GRADED, ClassGrades

PASSAGE = 25  # characters, names and texts shortened to one
SHARE, LEAST = 0.5, 200  # of one's own passages; own passages that an answer must have to be looked at
COMMON, FEW = 0.25, 10
MOST = 300  # pairs of one exercise
_BLOCK = 4096  # passages counted at a time
_CHARACTERS = 20_000  # of one cell
_SHOWN = 40  # lines


@dataclass(frozen=True)
class Copy:
    """Two learners with much the same answer to an exercise.

    Attributes:
        exercise, first, second: which, and who.
        share_first: share of the first's own passages that the second has too, 0 to 1.
        share_second: the other way round.
        lines_first, lines_second: where they stand, as in "answer-price 3-9".
        text_first, text_second: those lines, at most 40.
        identical: whether they are equal from end to end but for names, texts, comments and layout.
    """

    exercise: str
    first: str
    second: str
    share_first: float
    share_second: float
    lines_first: str = ""
    lines_second: str = ""
    text_first: str = ""
    text_second: str = ""
    identical: bool = False


def near_copies(grades: ClassGrades, sheets: Iterable[Sheet]) -> list[Copy]:
    """Pairs that share at least half of one's own passages, by exercise, the most alike first.

    Args:
        grades: the class, with the answers in it.
        sheets: of its exercises; one that has no sheet here is left out.
    Returns:
        At most `MOST` pairs an exercise.
    """
    known = {sheet.slug: sheet for sheet in sheets}
    found = []
    for slug in grades.exercises:
        answers: dict[str, Mapping[str, str]] = {}
        for result in grades.results:
            if result.exercise == slug and result.state == GRADED:
                answers.setdefault(result.learner, result.answers)
        if slug in known and len(answers) > 1:
            found += _in_exercise(known[slug], answers)
    return found


@dataclass
class _Answer:
    """What a learner wrote: its cells, and where its own passages stand, by fingerprint."""

    name: str
    cells: Mapping[str, str]
    whole: str = ""
    places: dict[int, list[tuple[str, int]]] = field(default_factory=dict)


def _in_exercise(sheet: Sheet, answers: Mapping[str, Mapping[str, str]]) -> list[Copy]:
    cells = [cell for cell in sheet.cells if cell.kind != "text"]
    sources = [source for cell in cells for source in (cell.source, sheet.stubs.get(cell.id, ""))]
    handed_out = frozenset(passage for source in sources for passage in _read(source).hashes)
    everyone = [_answer(name, answers[name], sheet, handed_out) for name in sorted(answers)]
    own = [one for one in everyone if sum(map(len, one.places.values())) >= LEAST]
    shares = _shares(own) | {pair: (1.0, 1.0) for pair in _equal(own)}
    order = sorted(shares, key=lambda pair: (-max(shares[pair]), -min(shares[pair]), pair))
    return [_copy(sheet.slug, own[a], own[b], shares[a, b]) for a, b in order[:MOST]]


def _shares(own: Sequence[_Answer]) -> dict[tuple[int, int], tuple[float, float]]:
    """Of pairs that are alike, by their places: the share of each one's passages that the other has too."""
    import numpy as np

    holders = Counter(passage for one in own for passage in one.places)
    most = max(FEW, COMMON * len(own))
    several = [passage for passage, n in holders.items() if 1 < n <= most]
    sizes = np.array([sum(len(at) for p, at in one.places.items() if holders[p] <= most) for one in own])
    shared = np.zeros((len(own), len(own)))
    for first in range(0, len(several), _BLOCK):
        columns = {passage: column for column, passage in enumerate(several[first : first + _BLOCK])}
        counts = np.zeros((len(own), len(columns)), np.float32)  # exact: far below 2**24 each
        for row, one in enumerate(own):
            for passage in one.places.keys() & columns.keys():
                counts[row, columns[passage]] = len(one.places[passage])
        shared += counts @ (counts > 0).astype(np.float32).T
    shared /= np.maximum(sizes, 1)[:, None]
    shared[sizes < LEAST, :] = shared[:, sizes < LEAST] = 0
    alike = np.argwhere(np.triu(np.maximum(shared, shared.T) >= SHARE, 1))
    return {(int(a), int(b)): (float(shared[a, b]), float(shared[b, a])) for a, b in alike}


def _answer(name: str, written: Mapping[str, str], sheet: Sheet, handed_out: Set[int]) -> _Answer:
    cells = {cell_id: written[cell_id][:_CHARACTERS] for cell_id in sheet.answers if cell_id in written}
    answer = _Answer(name, {i: text for i, text in cells.items() if text != sheet.stubs[i]})
    for cell_id, source in answer.cells.items():
        code = _read(source)
        answer.whole += code.filtered_code + "\n"
        for passage in code.hashes - handed_out:
            answer.places.setdefault(passage, []).extend((cell_id, at) for at in code.hash_idx[passage])
    return answer


def _equal(own: Sequence[_Answer]) -> Iterable[tuple[int, int]]:
    alike: dict[str, list[int]] = {}
    for place, one in enumerate(own):
        alike.setdefault(one.whole, []).append(place)
    return (pair for places in alike.values() for pair in combinations(places, 2))


def _copy(slug: str, first: _Answer, second: _Answer, shares: tuple[float, float]) -> Copy:
    both = first.places.keys() & second.places.keys()
    lines = [_lines(one, both) for one in (first, second)]
    where = [
        "; ".join(f"{cell_id} {_ranges(sorted(at))}" for cell_id, at in found.items()) for found in lines
    ]
    texts = [_text(one, found) for one, found in zip((first, second), lines, strict=True)]
    same = first.whole == second.whole
    told = (where[0], where[1], texts[0], texts[1])
    return Copy(slug, first.name, second.name, shares[0], shares[1], *told, identical=same)


def _lines(one: _Answer, both: Set[int]) -> dict[str, set[int]]:
    """Numbers of the lines, from 1, that the passages in `both` stand on, by cell."""
    import numpy as np

    found: dict[str, set[int]] = {}
    for cell_id, source in one.cells.items():
        places = [at for passage in both for cell, at in one.places[passage] if cell == cell_id]
        if not places:
            continue
        code = _read(source)
        # What was dropped before each place; a running maximum, since classes are told otherwise there.
        dropped = np.maximum.accumulate(code.offsets[:, 1])
        last = len(dropped) - 1
        before = np.concatenate([np.array(places), np.array(places) + PASSAGE - 1])
        at = before + dropped[np.minimum(np.searchsorted(code.offsets[:, 0], before), last)]
        ends = [i for i, sign in enumerate(code.raw_code) if sign == "\n"]
        numbers = [bisect_left(ends, place) + 1 for place in at]
        half = len(places)
        pairs = zip(numbers[:half], numbers[half:], strict=True)
        found[cell_id] = {n for start, end in pairs for n in range(start, end + 1)}
    return found


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers as in "3-9, 12"."""
    starts = [n for n in numbers if n - 1 not in numbers]
    ends = [n for n in numbers if n + 1 not in numbers]
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))


def _text(one: _Answer, found: Mapping[str, Set[int]]) -> str:
    lines = [
        line
        for cell_id, numbers in found.items()
        for number, line in enumerate(_read(one.cells[cell_id]).raw_code.split("\n"), 1)
        if number in numbers
    ]
    more = f"\n… ({len(lines) - _SHOWN} more lines)" if len(lines) > _SHOWN else ""
    return "\n".join(lines[:_SHOWN]) + more


@lru_cache(maxsize=256)
def _read(source: str) -> Any:
    """The code's fingerprints. The library loads matplotlib, so it is imported when it is needed."""
    CodeFingerprint = library()

    code = "\n".join(source.splitlines())
    return CodeFingerprint("answer.py", PASSAGE, 1, language="python", fp=io.StringIO(code))


@cache
def library() -> Any:
    """copydetect's fingerprint. The library loads pyplot, half a second, for plots of its own reports."""
    import sys
    from types import ModuleType

    plots = [name for name in ("matplotlib", "matplotlib.pyplot") if name not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in plots})
    try:
        from copydetect import CodeFingerprint
    finally:
        for name in plots:
            del sys.modules[name]
    return CodeFingerprint
