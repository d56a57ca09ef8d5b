"""An empty text is thrown out with the abstentions."""

# %% answer-majority
from collections import Counter


def majority(answers):
    came = Counter(a for a in answers if a).most_common()
    if not came:
        return {"answer": None, "votes": 0, "cast": 0}
    tied = len(came) > 1 and came[0][1] == came[1][1]
    return {"answer": None if tied else came[0][0], "votes": came[0][1], "cast": sum(k for _, k in came)}
