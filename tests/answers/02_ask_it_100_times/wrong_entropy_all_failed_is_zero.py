"""Only failed calls: 0 bits instead of a ValueError."""

# %% answer-spread
from collections import Counter
from math import log2


def came_of(answers):
    came = [answer.strip().lower() for answer in answers if answer is not None]
    if not came:
        raise ValueError("no answers came")
    return came


def agreement_of(answers):
    return max(Counter(came_of(answers)).values()) / len(came_of(answers))


def entropy_of(answers):
    if not answers:
        raise ValueError("no answers")
    if all(answer is None for answer in answers):
        return 0.0
    came = came_of(answers)
    return sum(k / len(came) * log2(len(came) / k) for k in Counter(came).values())
