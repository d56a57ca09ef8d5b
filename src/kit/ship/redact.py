"""Take out of a text what points at a person or opens a door, before it is kept.

Rules for what has a shape (keys, e-mail, phone, card, IBAN, street, ZIP), with a check that tells it from
other numbers where there is one; names have no shape, so they are found only where you name them. Left out:
names and places that nobody told us of, and what is spelt to be missed ("ann at example dot com"). A trained
recogniser (presidio has some) finds more of them, and takes more that is harmless.

Measured (tests/ship/test_redact.py): of 350 customers' data in sentences of ours, all of each kind found
(0.989 to 1.000); in 698 help articles and 1,591 orders and variants nothing taken that should stay (at most
0.005 of the articles). Customers write in more ways than we do, so take the first for an upper bound.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from kit.build.leaks import SECRETS
from kit.build.queue_item import encodable
from kit.models.keys import HIDDEN, scrub

_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]"
    "|W[AIVY]"
)
_ROAD = (
    "Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Terrace|Parkway"
    "|Pkwy|Highway|Hwy|Circle|Trail"
)
_UNIT = r"(?:,?\s+(?:Suite|Ste|Apt|Apartment|Unit|Floor)\.?\s?#?\w+|,?\s+#\s?\w+)?"
_VENDOR = r"(?<![\w-])(?:sk|pk|rk)[-_](?=[\w-]*\d)[\w-]{20,}"
_KEYS = "|".join(SECRETS.values())
_ASKED = "phone|phone number|call|call me at|tel|mobile|cell|number is"
_SAID = "".join(f"(?<={word}{end})|" for word in _ASKED.split("|") for end in (" ", ": "))[:-1]


def _is_card(run: str) -> int:
    """Luhn's check (ISO/IEC 7812-1): with every second digit from the right doubled, a multiple of 10."""
    digits = [int(sign) for sign in reversed(run) if sign.isdigit()]
    total = sum(sum(divmod(2 * digit, 10)) if at % 2 else digit for at, digit in enumerate(digits))
    return len(run) if len(set(digits)) > 1 and total % 10 == 0 else 0


def _is_iban(run: str) -> int:
    """How much of `run` is an IBAN (ISO 13616): country and check digits moved to the end, 1 modulo 97."""
    for end in range(len(run), 14, -1):
        plain = re.sub(r"[ -]", "", run[:end]).upper()
        number = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
        if 15 <= len(plain) <= 34 and not re.match(r"\w", run[end:]) and int(number) % 97 == 1:
            return end
    return 0


def _is_phone(run: str) -> int:
    return len(run) if 7 <= sum(sign.isdigit() for sign in run) <= 15 else 0


_RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], int]], ...] = tuple(
    (kind, re.compile(pattern), check)
    for kind, pattern, check in (
        ("key", "|".join([_KEYS, _VENDOR, r"(?i:\bbearer\s+)[\w.~+/-]{16,}=*"]), len),
        ("email", r"(?<![\w.%+-])[\w.%+-]+@[\w-]+(?:\.[\w-]+)+", len),
        ("iban", r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{1,4}){3,8}\b", _is_iban),
        ("card", r"(?<![\w.-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-])", _is_card),
        # North American, with separators; international after + or 00; other digits after a word for it.
        (
            "phone",
            r"(?=[+(\d])(?:"
            r"(?<![\w-])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])"
            r"|(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ ./-]?\(?\d{1,5}\)?){2,6}(?!\w)"
            rf"|(?i:{_SAID})\(?\d[\d ./()-]{{5,14}}\d(?!\w))",
            _is_phone,
        ),
        (
            "address",
            rf"\b\d{{1,5}}[a-zA-Z]?\s+(?:[NSEW]\.?\s+)?(?:(?:[A-Z][\w'’.-]{{0,30}}\s+){{1,4}}(?:{_ROAD})|Broadway)\b\.?{_UNIT}"
            r"|\b[A-ZÄÖÜ][\wäöüß-]{0,30}(?:straße|strasse|str\.|weg|platz|allee|gasse)\s+\d{1,4}\s?[a-z]?\b",
            len,
        ),
        ("zip", rf"\b(?:(?:{_STATES}),?\s+|(?i:zip(?: code)?(?: is|:)?\s+))\d{{5}}(?:-\d{{4}})?\b", len),
    )
)

_LIKELY = re.compile(r"[\d@]")  # what every rule but that for keys needs


@dataclass(frozen=True)
class Redacted:
    """A text without what was found in it.

    Attributes:
        text: with `[email]`, `[card]`, `[name]` and so on in the place of what was found.
        found: how often each kind was found; empty if nothing was. What was found is kept nowhere.
    """

    text: str
    found: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


def redact(text: str, known: Iterable[str] = ()) -> Redacted:
    """Take keys, e-mail addresses, phone, card and bank account numbers, streets, ZIP codes and names out.

    Args:
        text: any text. JSON is treated as one: see `redacted` for data.
        known: names and e-mail addresses of those the text is about, as "Noah Brown". First and last name are
            also found alone, written with a capital; the whole in any letter case, and in a user id.
    Returns:
        A `Redacted`: `.text`, and `.found` with the number of each kind.

    Example:
        `redact("Noah here, noah@example.com", known=["Noah Brown"]).text` is "[name] here, [email]".
    """
    clean = scrub(encodable(text))
    found = Counter(key=clean.count(HIDDEN) - text.count(HIDDEN))
    for kind, pattern, check in _RULES if _LIKELY.search(clean) else _RULES[:1]:
        clean = pattern.sub(partial(_mark, kind, check, found), clean)
    if names := _names(tuple(known)):
        clean = names.sub(partial(_mark, "name", len, found), clean)
    return Redacted(clean, {kind: count for kind, count in found.items() if count > 0})


def redacted(value: Any, known: Iterable[str] = ()) -> Any:
    """Plain data with every text in it redacted: lists, dicts and JSON inside a text keep their shape.

    Args:
        value: what JSON can hold. A number long enough to be a card or a phone counts as text.
        known: as `redact` takes it.
    """
    if isinstance(value, str):
        if value[:1] in ("{", "["):
            try:
                return json.dumps(redacted(json.loads(value), known), ensure_ascii=False)
            except (ValueError, RecursionError):  # no JSON, or none that anybody meant
                pass
        return redact(value, known).text
    if isinstance(value, dict):
        return {key: redacted(part, known) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(part, known) for part in value]
    if isinstance(value, int) and abs(value) >= 10**12:
        return value if (clean := redact(str(value), known).text) == str(value) else clean
    return value


def _mark(kind: str, check: Callable[[str], int], found: Counter[str], match: re.Match[str]) -> str:
    run = match[0]
    if not (length := check(run)):
        return run
    found[kind] += 1
    return f"[{kind}]{run[length:]}"


@lru_cache(maxsize=256)
def _names(known: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds these names: the whole in any case, parts of it with a capital, never our own marks."""
    whole = [r"[\s_.-]+".join(re.escape(part) for part in name.split()) for name in known if name.strip()]
    parts = {part for name in known if "@" not in name for part in name.split() if len(part) > 1}
    if not whole:
        return None
    either = [rf"(?i:{'|'.join(whole)})(?:_\d+)?"]
    either += [re.escape(part) for part in sorted(parts, key=len, reverse=True) if part[0].isupper()]
    return re.compile(rf"(?<![\w\[])(?:{'|'.join(either)})(?!\w|\])")
