"""Sixteen submissions as a class hands them in, what each deserves, and the copies that make a large class.

Six are right, in different styles; five are wrong in one place; two are unfinished; one crashes; and two are
wrong in one place whose check the learner edited or deleted. Cells that a submission does not answer are left
as they were handed out.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from _grading.exercise import ANSWERS, ASSERTS, code_cell

SLOW = 0.2  # seconds of a core that the slow one takes


@dataclass(frozen=True)
class Submission:
    """What a learner hands in.

    Attributes:
        name: what it is.
        answers: source of answer cells by id; "" leaves the stub, and a missing one takes the reference.
        fails: checks that do not hold for it.
        edited, deleted: a check cell that the learner made print something else, or took away.
        own: source of a cell that the learner added, under the given one.
    """

    name: str
    answers: dict[str, str] = field(default_factory=dict)
    fails: frozenset[str] = frozenset()
    edited: str = ""
    deleted: str = ""
    own: str = ""

    @property
    def deserved(self) -> dict[str, bool]:
        """Whether each check should pass."""
        return {check: check not in self.fails for check in ASSERTS}


_LOOP_WORDS = """\
def words(text):
    found, word = [], ""
    for letter in text + " ":
        if letter.isascii() and letter.isalnum():
            word += letter.lower()
        elif word:
            found.append(word)
            word = ""
    return found"""
_TABLE_WORDS = """\
import string


def words(text):
    keep = string.ascii_letters + string.digits
    return "".join(c if c in keep else " " for c in text).lower().split()"""
_LOOP_COMMON = """\
def common(texts, k):
    counts = {}
    for text in texts:
        for word in words(text):
            counts[word] = counts.get(word, 0) + 1
    pairs = [(-count, word) for word, count in counts.items()]
    pairs.sort()
    return [word for _, word in pairs][:k]"""
_STABLE_COMMON = """\
from collections import Counter
from itertools import chain

common = lambda texts, k: [
    word for word, _ in Counter(sorted(chain.from_iterable(map(words, texts)))).most_common(k)
]"""
_POWER_INTERVAL = """\
def interval(successes, n):
    if n <= 0:
        raise ValueError
    z2 = 1.959964**2
    spread = (z2 * (z2 / 4 + successes * (1 - successes / n))) ** 0.5
    return [(successes + z2 / 2 + sign * spread) / (n + z2) for sign in (-1, 1)]"""
_CLASS_INTERVAL = """\
from dataclasses import dataclass
from statistics import NormalDist


@dataclass
class Share:
    successes: int
    n: int

    def __post_init__(self):
        if self.n < 1:
            raise ValueError(f"no trials: {self.n}")

    def ends(self):
        z = NormalDist().inv_cdf(0.975)
        p, w = self.successes / self.n, z * z / self.n
        half = (w * (p * (1 - p) + w / 4)) ** 0.5
        return (p + w / 2 - half) / (1 + w), (p + w / 2 + half) / (1 + w)


def interval(successes, n):
    return Share(successes, n).ends()"""
_NORMAL_INTERVAL = """\
def interval(successes, n):
    if n < 1:
        raise ValueError("no trials")
    p = successes / n
    half = 1.96 * (p * (1 - p) / n) ** 0.5
    return p - half, p + half"""
_UNSORTED = """\
def common(texts, k):
    from collections import Counter

    return [word for word, _ in Counter(w for t in texts for w in words(t)).most_common(k)]"""
_SPLIT = "def words(text):\n    return text.lower().split()"
_PRINTS = "def words(text):\n    import re\n\n    print(re.findall(r'[a-z0-9]+', text.lower()))"
_ALL = frozenset(ASSERTS)
_SLOW_LONGEST = f"""\
import time

until = time.process_time() + {SLOW}
while time.process_time() < until:
    longest = sorted(TICKETS, key=lambda ticket: -len(words(ticket)))[0]"""
_QUIET = ANSWERS["answer-interval"].replace('raise ValueError("n must be 1 or more")', "return 0.0, 1.0")
_CRASH = "import statistic\n\n\n" + ANSWERS["answer-interval"]

SUBMISSIONS = (
    Submission("right: the reference"),
    Submission("right: loops", {"answer-words": _LOOP_WORDS, "answer-common": _LOOP_COMMON}),
    Submission("right: lambda, lists", {"answer-common": _STABLE_COMMON, "answer-interval": _POWER_INTERVAL}),
    Submission("right: a class", {"answer-words": _TABLE_WORDS, "answer-interval": _CLASS_INTERVAL}),
    Submission(
        "right: a helper in a cell of its own",
        {"answer-words": "def words(text):\n    return pieces(text.lower())"},
        own="import re\n\npieces = re.compile('[a-z0-9]+').findall",
    ),
    Submission("right: slow", {"answer-longest": _SLOW_LONGEST}),
    Submission("wrong: ties as they came", {"answer-common": _UNSORTED}, frozenset({"ties"})),
    Submission("wrong: another interval", {"answer-interval": _NORMAL_INTERVAL}, frozenset({"interval"})),
    Submission("wrong: refuses nothing", {"answer-interval": _QUIET}, frozenset({"refuses"})),
    Submission("wrong: punctuation stays", {"answer-words": _SPLIT}, frozenset({"words"})),
    Submission("wrong: prints, returns nothing", {"answer-words": _PRINTS}, _ALL - {"interval", "refuses"}),
    Submission("unfinished: as handed out", dict.fromkeys(ANSWERS, ""), _ALL),
    Submission(
        "unfinished: half",
        {"answer-interval": "", "answer-longest": ""},
        frozenset({"interval", "refuses", "longest"}),
    ),
    Submission("crash: a cell that raises", {"answer-interval": _CRASH}, frozenset({"interval", "refuses"})),
    Submission(
        "wrong, and its check edited",
        {"answer-interval": _NORMAL_INTERVAL},
        frozenset({"interval"}),
        edited="check-interval",
    ),
    Submission(
        "wrong, and its check deleted",
        {"answer-common": _UNSORTED},
        frozenset({"ties"}),
        deleted="check-ties",
    ),
)


def of_class(n: int, among: Sequence[Submission] = SUBMISSIONS) -> dict[str, Submission]:
    """A class of n learners: the different submissions in turn."""
    return {f"learner-{i:04}": among[i % len(among)] for i in range(n)}


def filled(handed_out: dict[str, Any], what: Submission, learner: str) -> dict[str, Any]:
    """The notebook that was handed out, as this learner hands it in; a comment makes every copy a new one."""
    made = copy.deepcopy(handed_out)
    made["cells"] = [c for c in made["cells"] if name_of(c) != what.deleted]
    for cell in made["cells"]:
        name = name_of(cell)
        if name in ANSWERS:
            source = what.answers.get(name, _clean(ANSWERS[name]))
            cell["source"] = _clean(source) or "".join(cell["source"])
        if name == "answer-words":
            cell["source"] += f"\n# handed in by {learner}"
        if name and name == what.edited:
            cell["source"] = 'print("All tests passed!")'
    if what.own:
        at = next(i for i, c in enumerate(made["cells"]) if name_of(c) == "given")
        made["cells"].insert(at + 1, code_cell("my-own-cell", what.own))
    return made


def name_of(cell: dict[str, Any]) -> str:
    """What the exercise calls a cell; nbgrader keeps it in the metadata."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id") or cell.get("id", ""))


def _clean(source: str) -> str:
    kept = [
        line for line in source.split("\n") if not line.strip().startswith(("# BEGIN", "# END", "# STUB"))
    ]
    return "\n".join(kept)
