"""The same text, undisguised: what a model may read where a filter sees only letters and digits.

A model reads base64, l33t and reversed words well enough to follow them; a pattern does not. So a guard looks
at all `views` of a text. This raises the attacker's price and no more: another language, a cipher of his own
or two halves in two documents pass. Left out: base32, ascii85, morse (bastioncorpus.decode has them).
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata
from urllib.parse import unquote

# A 1 is an i for some and an l for others.
_LEET = [str.maketrans("01345789@$!|", f"o{one}eastbgasil") for one in "il"]
_RUNS = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}|(?:[01]{8}[ ,]?){4,}|(?:[0-9a-fA-F]{2}[ :]?){8,}")
_SPACED = re.compile(r"(?<!\w)(?:\w[ ._-]){3,}\w(?!\w)")


def visible(text: str) -> str:
    """Text in its plain form: full-width and styled letters made plain, invisible signs taken out.

    Unicode's tag signs, which spell ASCII that nobody sees, become that ASCII.
    """
    spelled = "".join(chr(ord(c) - 0xE0000) if 0xE0020 <= ord(c) < 0xE007F else c for c in text)
    plain = unicodedata.normalize("NFKC", spelled)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf")


def views(text: str) -> tuple[str, ...]:
    """A text as it stands, and as it reads with common disguises taken off; each once, the plain one first.

    Taken off: invisible and styled signs, leetspeak, rot13, reversal, l e t t e r s apart, percent signs,
    backslash escapes, and runs of base64, hex or binary that decode to readable text (twice, at most).
    """
    plain = visible(text)
    found = [
        plain,
        *(plain.translate(table) for table in _LEET),
        codecs.encode(plain, "rot13"),
        plain[::-1],
        unquote(plain),
    ]
    found.append(_SPACED.sub(lambda run: re.sub(r"[ ._-]", "", run[0]), plain))
    found.append(re.sub(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))", _unescaped, plain))
    inside = _decoded(plain)
    return tuple(dict.fromkeys([*found, *inside, *(deep for one in inside for deep in _decoded(one))]))


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2], 16))


def _decoded(text: str) -> list[str]:
    """What the encoded runs of a text say; runs that hold no readable text (keys, pictures) say nothing."""
    said = []
    for run in _RUNS.findall(text):
        for read in (_binary, bytes.fromhex, _base64):
            try:
                raw = read(run.replace(":", " ") if read is bytes.fromhex else run)
                words = visible(raw.decode("utf-8"))
            except (ValueError, binascii.Error):
                continue
            if words and sum(c.isprintable() or c.isspace() for c in words) == len(words):
                said.append(words)
    return said


def _binary(run: str) -> bytes:
    bits = re.sub(r"[ ,]", "", run)
    if set(bits) - {"0", "1"} or len(bits) % 8:
        raise ValueError("no binary")
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def _base64(run: str) -> bytes:
    run = run.rstrip("=")
    return base64.b64decode(run + "=" * (-len(run) % 4), altchars=b"-_" if re.search("[-_]", run) else None)
