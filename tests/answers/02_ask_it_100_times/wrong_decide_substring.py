"""Looks for letters, not words: 'returned' counts as a return."""


# %% answer-decide
def decide(text):
    low = text.lower()
    hits = [(low.find(word), word) for word in ("return", "exchange") if word in low]
    return min(hits)[1] if hits else "other"
