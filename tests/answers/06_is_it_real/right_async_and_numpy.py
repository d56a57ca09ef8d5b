"""Concurrent calls and arrays."""

# %% answer-twice
import asyncio

from kit import AsyncOpenAI


async def run_twice(texts, labels):
    waiter = AsyncOpenAI()

    async def right(text, label):
        reply = await waiter.responses.create(
            model=MODEL, input=prompt(text), max_output_tokens=16, store=False
        )
        return decide(reply.output_text) == label

    runs = []
    for _ in range(2):
        pairs = zip(texts, labels, strict=True)
        runs.append(list(await asyncio.gather(*(right(text, label) for text, label in pairs))))
    return runs


# %% answer-floor
import numpy as np


def floor_of(first, second):
    if len(first) != len(second) or len(first) == 0:
        raise ValueError("the runs must cover the same cases")
    gaps = np.array(second, dtype=int) - np.array(first, dtype=int)
    flips = np.abs(gaps).sum()
    return {"difference": gaps.mean(), "flips": flips, "floor": 1.96 * np.sqrt(flips) / len(gaps)}


# %% answer-mcnemar
import numpy as np
from scipy.stats import binomtest


def p_value(a, b):
    a, b = np.array(a, dtype=bool), np.array(b, dtype=bool)
    only_a, only_b = int((a & ~b).sum()), int((~a & b).sum())
    return binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0


# %% answer-interval
import numpy as np


def interval(a, b):
    gaps = np.subtract(b, a)
    means = gaps[np.random.default_rng(1).integers(0, len(gaps), (5000, len(gaps)))].mean(axis=1)
    return np.quantile(means, [0.025, 0.975])


# %% answer-cases
def cases_for(difference, discordant):
    if discordant <= 0 or discordant > 1:
        raise ValueError("discordant is a share")
    if difference == 0 or abs(difference) > discordant:
        raise ValueError("difference must lie within the discordant share")
    n = 1
    while (1.96 * discordant**0.5 + 0.84 * (discordant - difference**2) ** 0.5) > abs(difference) * n**0.5:
        n += 1
    return n
