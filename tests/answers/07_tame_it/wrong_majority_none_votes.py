"""Those who abstain are counted."""

# %% answer-majority
from collections import Counter


def majority(answers):
    came = Counter(answers).most_common()
    if not came:
        return {"answer": None, "votes": 0, "cast": 0}
    tied = len(came) > 1 and came[0][1] == came[1][1]
    return {"answer": None if tied else came[0][0], "votes": came[0][1], "cast": len(answers)}
