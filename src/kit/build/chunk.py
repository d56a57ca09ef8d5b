"""Cut articles into passages: pieces short enough to embed, to quote and to point at.

A passage knows where it stands in its article (`article[start:end] == text`), so whatever cites it can be
held against the source. Cuts fall where a writer would pause: before a heading, between paragraphs, lines,
sentences, words. Left out: cutting by tokens of one model's vocabulary, PDF and HTML (see `docling`,
`unstructured`), and cutting by meaning, which costs an embedding a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Where a text may be cut, the best first. A heading stays with what it heads.
_BREAKS = tuple(map(re.compile, (r"\n(?=#)", r"\n[ \t]*\n", r"\n", r"(?<=[.!?;])\s", r"\s")))


@dataclass(frozen=True)
class Passage:
    """A piece of one article.

    Attributes:
        id: names the passage, and is unique in its collection: the article's id and the place in it.
        article_id: the article it was cut from.
        text: the words, exactly as in the article.
        start, end: its place, in characters: `article[start:end] == text`.
    """

    id: str
    article_id: str
    text: str
    start: int
    end: int


def chunk(article_id: str, text: str, *, size: int = 1000, overlap: int = 0) -> list[Passage]:
    """Cut an article into passages of at most `size` characters.

    Each cut is the last of the best breaks (heading, empty line, line, sentence, word) in the second half of
    what fits, so that passages are between `size / 2` and `size` long, except the last. White space around a
    passage belongs to none; everything else is in one of them at least.

    Args:
        article_id: goes into each passage's `id` and `article_id`.
        text: the whole article.
        size: most characters a passage. English has some 4 characters a token, tables and numbers 2 or 3, so
            1,000 stay below the 512 tokens that small embedding models read.
        overlap: characters at the end of a passage that the next one may begin with again (it begins at a
            word), for facts that straddle a cut. Costs index space; see by measurement whether it helps.
    Returns:
        Passages in the order of the text; none for an empty article.
    Raises:
        ValueError: size below 1, or an overlap that is negative or more than half of the size.
    """
    if size < 1:
        raise ValueError(f"size={size} characters hold no text; give 1 or more, such as 1000.")
    if not 0 <= overlap <= size // 2:
        raise ValueError(f"overlap={overlap} must lie between 0 and half of size={size}.")
    found: list[Passage] = []
    start, length = _after_space(text, 0), len(text)
    while start < length:
        cut = _cut(text, start, size)
        end = start + len(text[start:cut].rstrip())
        found.append(Passage(f"{article_id}:{start}-{end}", article_id, text[start:end], start, end))
        again = _word(text, max(start + 1, end - overlap), end)
        start = again if again < end and cut < length else _after_space(text, cut)
    return found


def _cut(text: str, start: int, size: int) -> int:
    """Where the passage that begins at `start` ends."""
    if len(text) - start <= size:
        return len(text)
    window = text[start : start + size + 1]
    for pattern in _BREAKS:
        places = [found.start() for found in pattern.finditer(window) if found.start() >= max(1, size // 2)]
        if places:
            return start + places[-1]
    return start + size


def _after_space(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _word(text: str, place: int, end: int) -> int:
    """First beginning of a word at `place` or after it; `end` if there is none before."""
    while place < end and not (text[place - 1].isspace() and not text[place].isspace()):
        place += 1
    return place
