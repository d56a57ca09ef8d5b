"""What about 20 people each said of one snippet: reviews of products and of films, and tweets.

From VADER (Hutto and Gilbert, ICWSM 2014; MIT). Every rating is kept, so the spread of human opinion is
known, not only its mean.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Literal

from kit.assets import asset

Kind = Literal["product", "film", "tweet"]

_FILES = {"product": "rated-product-reviews", "film": "rated-film-reviews", "tweet": "rated-tweets"}


@dataclass(frozen=True)
class Review:
    """One snippet that people rated from -4 (awful) to 4 (wonderful).

    Attributes:
        id: the snippet's number in the data set.
        text: as it was written.
        ratings: what each rater said; 20 for products, 15 to 29 for films, 20 or more for tweets.
    """

    id: str
    text: str
    ratings: tuple[int, ...] = field(repr=False)

    @property
    def mean(self) -> float:
        """Mean rating, -4 to 4."""
        return sum(self.ratings) / len(self.ratings)

    @property
    def label(self) -> str | None:
        """ "positive" (mean of 1 and more), "negative" (-1 and less) or None (in between)."""
        return "positive" if self.mean >= 1 else "negative" if self.mean <= -1 else None


@lru_cache(maxsize=3)
def reviews(kind: Kind = "product") -> tuple[Review, ...]:
    """Rated snippets, in the order of the data set, each text once.

    Args:
        kind: "product" (3,708 snippets), "film" (10,605) or "tweet" (4,200), before copies are dropped.
    Raises:
        ValueError: no such kind.
        AssetError: the file is not here and cannot be fetched.
    """
    if kind not in _FILES:
        raise ValueError(f"no reviews of kind {kind!r}; there are: {', '.join(_FILES)}")
    texts = _rows(_FILES[kind], 3)
    raters = {row[0]: row[3] for row in _rows(_FILES[kind] + "-raters", 4)}
    once: dict[str, Review] = {}
    for number, _, text in texts:
        text = text.strip()
        if text and text not in once and number in raters:
            ratings = tuple(int(value) for value in ast.literal_eval(raters[number]))
            once[text] = Review(number, text, ratings)
    return tuple(once.values())


def _rows(name: str, width: int) -> list[list[str]]:
    lines = asset(name).read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"").split(b"\n")
    rows = (_text(line).split("\t") for line in lines if line.strip())
    return [[*row[: width - 1], "\t".join(row[width - 1 :])] for row in rows if len(row) >= width]


def _text(line: bytes) -> str:
    """A line of files that were gathered in two encodings, and from web pages, escaped up to twice."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("latin-1")
    return unescape(unescape(text))
