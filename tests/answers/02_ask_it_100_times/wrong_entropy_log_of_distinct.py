"""The most it could be, not what it is."""

# %% answer-spread
from collections import Counter
from math import log2


def came_of(answers):
    came = [answer.strip().lower() for answer in answers if answer is not None]
    if not came:
        raise ValueError("no answers came")
    return came


def agreement_of(answers):
    came = came_of(answers)
    return max(Counter(came).values()) / len(came)


def entropy_of(answers):
    return log2(len(set(came_of(answers))))
