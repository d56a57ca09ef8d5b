"""Goes on behind a refused place, and misses one that overlaps with it."""

# %% answer-locate
import re


def locate(quote, page):
    words = quote.split()
    if not words:
        return None
    for found in re.finditer(r"\s+".join(map(re.escape, words)), page, re.IGNORECASE):
        start, end = found.span()
        if not (page[:start][-1:].isalnum() or page[end : end + 1].isalnum()):
            return start, end
    return None
