"""A tie goes to the first."""

# %% answer-majority
from collections import Counter


def majority(answers):
    came = Counter(a for a in answers if a is not None)
    answer, votes = came.most_common(1)[0] if came else (None, 0)
    return {"answer": answer, "votes": votes, "cast": sum(came.values())}
