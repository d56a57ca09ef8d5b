"""Finds the quote in a tidied copy, and gives the copy's places."""

# %% answer-locate
import re


def locate(quote, page):
    words = quote.split()
    if not words:
        return None
    tidy = " ".join(page.split())
    pattern = r"(?<![A-Za-z0-9])" + r"\s+".join(map(re.escape, words)) + r"(?![A-Za-z0-9])"
    found = re.search(pattern, tidy, re.IGNORECASE)
    return found.span() if found else None
