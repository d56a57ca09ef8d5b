"""Looks at the first place where the characters stand, and gives up if it is inside a word."""

# %% answer-locate
import re


def locate(quote, page):
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), page, re.IGNORECASE)
    if not found:
        return None
    start, end = found.span()
    if page[start - 1 : start].isalnum() or page[end : end + 1].isalnum():
        return None
    return start, end
