"""Wants more than half of the votes, not the most."""

# %% answer-majority
from collections import Counter


def majority(answers):
    came = Counter(a for a in answers if a is not None)
    cast = sum(came.values())
    if not came:
        return {"answer": None, "votes": 0, "cast": 0}
    answer, votes = came.most_common(1)[0]
    return {"answer": answer if votes > cast / 2 else None, "votes": votes, "cast": cast}
