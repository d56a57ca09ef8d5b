"""Facts in messages: told to a model in words, found by code where they have a form, looked up afterwards.

A model that is asked for a fact gives one, also where the message has none. So whatever it gives is looked up
in the message. Left out: values that are written in another form than the message's (a date as 2026-05-03
where it says "3 May"): make both alike first, or compare them by a parser of their kind.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAIN_START = re.compile(r"\(([^\\|?*+\[\](){}.^$]+)\)")
_GAP = 40  # characters between a word and its fact, none of them a digit
_FROM = r"(?<!\w)(?<!\d[.,:/-])"  # not inside a word, nor inside a date, a time or a longer number
_TO = r"(?!\w)(?![.,:/-]\d)"


class _Parts(NamedTuple):
    words: str
    form: str
    before: str


class Fact(_Parts):
    """One fact that messages may have.

    Attributes:
        words: how it looks, for the model: "five digits".
        form: a regular expression of the whole of it. Plain text in brackets at its beginning is what people
            leave out: "(#W)[0-9]{7}" finds 5930412 and makes #W5930412 of it. "": any text; code finds none.
        before: whole words, one of which stands before it, at most 40 characters away and with no digit
            between: "zip live".
    Raises:
        ValueError: no words, or a form that is no regular expression, or one that looks around itself, which
            models' servers do not know.

    Example:
        `Fact("five digits", "[0-9]{5}", "zip live").find("I live in 60614.")` is "60614"
    """

    __slots__ = ()

    def __new__(cls, words: str, form: str = "", before: str = "") -> Fact:
        """Look at the form once, where a mistake in it can be told."""
        if not words.strip():
            raise ValueError("A fact needs words that tell a model how it looks, such as 'five digits'.")
        try:
            re.compile(form)
        except re.error as error:
            raise ValueError(f"The form {form!r} is no regular expression: {error}.") from None
        if re.search(r"\(\?<?[=!]", form):
            raise ValueError(
                f"The form {form!r} looks around itself (?=...), which models' servers do not know; that a "
                "fact is no part of a word, a date or a longer number is looked at anyway."
            )
        return super().__new__(cls, words, form, before)

    @property
    def marked(self) -> bool:
        """Whether code can tell it from others of its form: by words before it, or by how it begins."""
        return bool(self.form and (self.before.strip() or self._start))

    @property
    def pattern(self) -> str:
        """A regular expression of the whole fact, as it is written in full; "" if it has no form."""
        return _PLAIN_START.sub(r"\1", self.form, count=1) if _PLAIN_START.match(self.form) else self.form

    def fits(self, value: str) -> bool:
        """Whether a value has its form; anything has, where there is none."""
        return not self.form or re.fullmatch(self.pattern, value) is not None

    def find(self, text: str, *, near: bool = False) -> str | None:
        """The first that has its form in a text, written in full; None if nothing has, or it has no form.

        Args:
            text: the message. Letter case does not count.
            near: only where something marks it: one of the words `before`, or its whole beginning.
        """
        if not self.form or (near and not self.marked):
            return None
        words = "|".join(map(re.escape, self.before.split()))
        loose = rf"{_FROM}{self._left_out}(?P<rest>{self._rest}){_TO}"
        full = rf"{_FROM}{re.escape(self._start)}(?P<rest>{self._rest}){_TO}"
        after = rf"\b(?:{words})\b\D{{0,{_GAP}}}?{loose}"
        ways = ([after] if words else []) + ([full] if self._start else []) if near else [loose]
        found = next(filter(None, (re.search(way, text, re.IGNORECASE) for way in ways)), None)
        return f"{self._start}{found['rest']}" if found else None

    def stands(self, value: str, text: str) -> bool:
        """Whether a value stands in a text, whole and not as a part of something longer.

        Letter case does not count, nor blanks, hyphens and slashes inside it, nor what people leave out.
        """
        rest = value.strip()
        rest = rest[len(self._start) :] if rest.lower().startswith(self._start.lower()) else rest
        pieces = r"[\s/-]*".join(re.escape(piece) for piece in re.split(r"[\s/-]+", rest) if piece)
        whole = rf"{_FROM}{self._left_out}{pieces}{_TO}"
        return bool(pieces) and re.search(whole, text, re.IGNORECASE) is not None

    @property
    def _start(self) -> str:
        plain = _PLAIN_START.match(self.form)
        return plain[1] if plain else ""

    @property
    def _rest(self) -> str:
        return _PLAIN_START.sub("", self.form, count=1) if self._start else self.form

    @property
    def _left_out(self) -> str:
        """The beginning, or an end of it, or nothing: "#W", "W", ""."""
        ends = [re.escape(self._start[i:]) for i in range(len(self._start))]
        return f"(?:{'|'.join(ends)})?" if ends else ""
