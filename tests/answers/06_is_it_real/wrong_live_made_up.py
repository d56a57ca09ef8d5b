"""Draws the answers from a coin, without asking."""

# %% answer-twice
import random


def run_twice(texts, labels):
    return [[random.random() < 0.7 for _ in texts] for _ in range(2)]
