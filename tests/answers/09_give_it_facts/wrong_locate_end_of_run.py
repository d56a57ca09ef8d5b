"""Maps the end back to the last sign of a run of white space."""

# %% answer-locate
import re


def locate(quote, page):
    words = quote.split()
    if not words:
        return None
    folded, at = "", []
    for i, sign in enumerate(page):
        if sign.isspace() and folded.endswith(" "):
            at[-1] = i
            continue
        folded += " " if sign.isspace() else sign
        at.append(i)
    at.append(len(page))
    pattern = r"(?<![A-Za-z0-9])" + " ".join(map(re.escape, words)) + r"(?![A-Za-z0-9])"
    found = re.search(pattern, folded, re.IGNORECASE)
    return (at[found.start()], at[found.end()]) if found else None
