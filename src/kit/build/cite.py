"""Say where it is written: quotes that point at their place, and a check of what an answer claims.

`cite` finds the words of a quote in the passages and gives their place in the article. `supported` takes an
answer apart into sentences and asks of each whether one passage has its numbers and most of its words. That
is code, so it is cheap, the same every time, and blind to meaning: it catches what is made up, not what is
turned round ("is" for "is not"). Left out: entailment by a model (lesson 08 says how to judge such a judge;
see `ragas`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kit.build.chunk import Passage
from kit.build.search import Hit, Lexical


@dataclass(frozen=True)
class Citation:
    """A quote and where it stands.

    Attributes:
        passage: the passage it stands in.
        text: the words as the article has them: `article[start:end]`.
        start, end: their place in the article, in characters.
    """

    passage: Passage
    text: str
    start: int
    end: int

    @property
    def source(self) -> str:
        """Article and place, as a reader can follow it: `article_id:start-end`."""
        return f"{self.passage.article_id}:{self.start}-{self.end}"

    def __str__(self) -> str:
        return f"“{self.text}” [{self.source}]"


@dataclass(frozen=True)
class Claim:
    """One sentence of an answer, held against passages.

    Attributes:
        text: the sentence.
        passage: a passage that supports it, or None.
        missing: the numbers and words that the nearest passage has not; may hold a few words when supported.
    """

    text: str
    passage: Passage | None
    missing: tuple[str, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether a passage supports it."""
        return self.passage is not None


def cite(quote: str, passages: Sequence[Passage]) -> Citation | None:
    """Find a quote, word for word, in the first passage that has it.

    Letter case, kinds of quotation marks and dashes, white space and Markdown's asterisks do not count;
    quotation marks and dots around the quote do not either. "10 days" does not stand in "110 days".

    Args:
        quote: the words, as a model or a person gave them.
        passages: where to look, in this order.
    Returns:
        A `Citation`, or None: nobody wrote that.
    """
    pattern = _pattern(quote)
    if pattern is None:
        return None
    for passage in passages:
        if found := pattern.search(passage.text):
            start = passage.start + found.start()
            return Citation(passage, found[0], start, start + len(found[0]))
    return None


def quote(question: str, hits: Sequence[Hit], *, least: float = 0.0) -> Citation | None:
    """Answer with a sentence of the best hit instead of words of a model's own; or not at all.

    It is the sentence of the first hit's passage that shares most with the question (by BM25 among the
    passage's sentences, the first where none shares a word).

    Args:
        question: what was asked.
        hits: what a search found, best first.
        least: lowest score of the first hit at which to answer; choose it on questions of its own, with
            some among them that nothing answers. It needs a score that is comparable between questions, such
            as `Dense`'s cosine; that of `fuse` is not.
    Returns:
        A `Citation`, or None: abstain.
    """
    if not hits or hits[0].score < least:
        return None
    pieces = sentences(hits[0].passage) or [hits[0].passage]  # nothing but headings: the whole of it
    best = Lexical(pieces).search(question, 1)
    chosen = best[0].passage if best else pieces[0]
    return Citation(hits[0].passage, chosen.text, chosen.start, chosen.end)


def sentences(passage: Passage) -> list[Passage]:
    """The sentences and list items of a passage, with their places in the article; headings are left out."""
    found, place = [], 0
    for line in passage.text.split("\n"):
        marker = _MARKER.match(line)
        skip = marker.end() if marker else 0
        if not line.startswith("#"):
            for part in _SENTENCE.finditer(line, skip):
                start, end = passage.start + place + part.start(), passage.start + place + part.end()
                name = f"{passage.article_id}:{start}-{end}"
                found.append(Passage(name, passage.article_id, part[0], start, end))
        place += len(line) + 1
    return found


def supported(answer: str, passages: Sequence[Passage], *, share: float = 0.7) -> list[Claim]:
    """Take an answer apart and look for each sentence's support in one passage.

    A sentence is supported if a single passage has every number in it (with its % or $) and at least `share`
    of its other words; stop words, endings in s and letter case do not count. A sentence with no number and
    fewer than three such words claims nothing ("Happy to help!") and is left out.

    Args:
        answer: what is to be checked.
        passages: what it may rest on; none means that nothing is supported.
        share: of the words, above 0 and at most 1.
    Returns:
        A `Claim` a sentence, in order. `Rate.of(not c.supported for c in claims)` is the unsupported rate.
    Raises:
        ValueError: share outside (0, 1].

    Example:
        `supported("You must be 21.", passages)[0].missing` is `("21",)` where the passage says 18.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share={share!r} must lie above 0, and at most at 1.")
    known = [(passage, *_facts(passage.text)) for passage in passages]
    lines = [_MARKER.sub("", line, count=1) for line in answer.split("\n")]
    found = []
    for text in (part[0] for line in lines for part in _SENTENCE.finditer(line)):
        numbers, words = _facts(text)
        if not numbers and len(words) < 3:
            continue
        best: tuple[tuple[bool, float], Passage | None, set[str]] = ((False, -1.0), None, numbers | words)
        for passage, has_numbers, has_words in known:
            kept = len(words & has_words) / len(words) if words else 1.0
            fits = numbers <= has_numbers and kept >= share
            if (fits, kept) > best[0]:
                best = ((fits, kept), passage, (numbers - has_numbers) | (words - has_words))
        (fits, _), nearest, missing = best
        found.append(Claim(text, nearest if fits else None, tuple(sorted(missing))))
    return found


_MARKER = re.compile(r"^\s*(?:[-*•>]\s+|\d{1,2}[.)]\s+)*")  # a list's bullet or number
_SENTENCE = re.compile(r"\S.*?(?:(?<!e\.g)(?<!i\.e)[.!?]+[\"'”’)]*(?=\s|$)|$)")
_ALIKE = {"'": "['‘’`]", '"': '["“”]', "-": "[-‐‑–—]"}
_FOLD = str.maketrans("‘’`“”‐‑–—", "'''\"\"----")
_NUMBER = re.compile(
    r"(?<![\w.])(\$\s?)?(\d[\d,]*(?:\.\d+)?)(?:\s?(%|percent\b|per cent\b|dollars\b|USD\b))?"
)
_SPELT = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_COUNT = re.compile(r"\b(" + "|".join(_SPELT[2:]) + r")\b")


def _pattern(quote: str) -> re.Pattern[str] | None:
    core = quote.translate(_FOLD).strip(" \t\n\"'.…*")
    words = core.replace("*", " ").split()
    if not words:
        return None
    spelt = ["".join(_ALIKE.get(sign, re.escape(sign)) for sign in word) for word in words]
    before = r"(?<!\w)(?<!\d[.,])" if words[0][0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if words[-1][-1].isalnum() else ""
    dot = r"\.?" if re.search(r"\w[\"']?\.[\"']?$", quote.translate(_FOLD).strip()) else ""
    return re.compile(before + r"[\s*]+".join(spelt) + after + dot, re.IGNORECASE)


def _facts(text: str) -> tuple[set[str], set[str]]:
    """The numbers of a text, with their unit of money or percent, and its other words that mean something."""
    import bm25s

    plain = text.translate(_FOLD).lower()
    plain = _COUNT.sub(lambda found: str(_SPELT.index(found[0])), plain)
    numbers = set()
    for money, digits, unit in _NUMBER.findall(plain):
        digits = digits.rstrip(",").replace(",", "")
        value = f"{float(digits):.10g}"
        percent = unit.startswith(("%", "per"))
        numbers.add(f"${value}" if money or unit in ("dollars", "usd") else f"{value}%" if percent else value)
    words = bm25s.tokenize(_NUMBER.sub(" ", plain), return_ids=False, show_progress=False)[0]
    return numbers, {_singular(word) for word in words}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
