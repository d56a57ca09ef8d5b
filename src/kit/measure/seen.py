"""Text that a person is about to read, with nothing hidden in it."""

from __future__ import annotations

import unicodedata


def seen(text: str, allowed: str = "") -> str:
    """`text` with every character that cannot be seen written as its code, `\\u202e` say.

    Customers write what reviewers read: a page must not turn its direction for them, nor a terminal obey.
    """
    if text.isprintable():
        return text
    hidden = {c for c in text if unicodedata.category(c)[0] == "C" and c not in allowed}
    return "".join(f"\\u{ord(c):04x}" if c in hidden else c for c in text)
