"""Takes out all spaces, those between words too."""

# %% answer-spread
from collections import Counter
from math import log2


def came_of(answers):
    came = ["".join(answer.lower().split()) for answer in answers if answer is not None]
    if not came:
        raise ValueError("no answers came")
    return came


def agreement_of(answers):
    return max(Counter(came_of(answers)).values()) / len(came_of(answers))


def entropy_of(answers):
    came = came_of(answers)
    return sum(k / len(came) * log2(len(came) / k) for k in Counter(came).values())
