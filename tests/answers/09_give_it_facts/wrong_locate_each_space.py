"""Two spaces in the quote want two white signs in the page."""

# %% answer-locate
import re


def locate(quote, page):
    words = quote.split()
    if not words:
        return None
    pattern = (
        r"(?<![A-Za-z0-9])" + re.sub(r"(?:\\)?\s", r"\\s+", re.escape(quote.strip())) + r"(?![A-Za-z0-9])"
    )
    found = re.search(pattern, page, re.IGNORECASE)
    return found.span() if found else None
