"""Sums over answers instead of different answers."""

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
    came = came_of(answers)
    counts = Counter(came)
    return sum(counts[a] / len(came) * log2(len(came) / counts[a]) for a in came)
