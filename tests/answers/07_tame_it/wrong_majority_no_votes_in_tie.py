"""A tie reports no votes."""

# %% answer-majority
from collections import Counter


def majority(answers):
    came = Counter(a for a in answers if a is not None).most_common()
    cast = sum(k for _, k in came)
    if not came or (len(came) > 1 and came[0][1] == came[1][1]):
        return {"answer": None, "votes": 0, "cast": cast}
    return {"answer": came[0][0], "votes": came[0][1], "cast": cast}
