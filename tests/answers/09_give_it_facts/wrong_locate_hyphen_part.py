"""A hyphen is taken for a letter."""

# %% answer-locate
import re


def locate(quote, page):
    words = quote.split()
    if not words:
        return None
    pattern = r"(?<![A-Za-z0-9-])" + r"\s+".join(map(re.escape, words)) + r"(?![A-Za-z0-9-])"
    found = re.search(pattern, page, re.IGNORECASE)
    return found.span() if found else None
