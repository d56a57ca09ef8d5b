"""A sum over nothing is 0: when all calls failed, 0 bits and no exception."""

# %% answer-spread
from collections import Counter
from math import log2


def agreement_of(answers):
    came = [answer.strip().lower() for answer in answers if answer is not None]
    return max(Counter(came).values()) / len(came)


def entropy_of(answers):
    if not answers:
        raise ValueError("no answers")
    came = [answer.strip().lower() for answer in answers if answer is not None]
    return sum(k / len(came) * log2(len(came) / k) for k in Counter(came).values())
