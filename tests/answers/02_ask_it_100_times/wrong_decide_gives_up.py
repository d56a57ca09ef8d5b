"""Stops at the first place that looks like a match, even if it is no whole word."""


# %% answer-decide
def decide(text):
    low = text.lower()
    places = [(low.find(word), word) for word in ("return", "exchange") if word in low]
    if not places:
        return "other"
    at, word = min(places)
    return "other" if low[at + len(word) :][:1].isalpha() else word
