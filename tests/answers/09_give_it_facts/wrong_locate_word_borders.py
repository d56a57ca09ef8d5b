"""\\b on both sides: fails beside $ and brackets."""

# %% answer-locate
import re


def locate(quote, page):
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\b" + r"\s+".join(map(re.escape, words)) + r"\b", page, re.IGNORECASE)
    return found.span() if found else None
