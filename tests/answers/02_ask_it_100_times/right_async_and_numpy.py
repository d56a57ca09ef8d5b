"""Asynchronous calls, numpy and scipy instead of loops."""

# %% answer-ask
import asyncio

from kit import AsyncOpenAI


async def ask_many(prompt, n):
    asynchronous = AsyncOpenAI(max_retries=0)

    async def one():
        try:
            reply = await asynchronous.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=60
            )
        except Exception:
            return None
        return reply.choices[0].message.content

    return await asyncio.gather(*(one() for _ in range(n)))


# %% answer-rate
import numpy as np
from scipy.stats import binomtest


def rate_of(answers, wanted):
    came = np.array([answer for answer in answers if answer is not None], dtype=object)
    if came.size == 0:
        raise ValueError("nothing came back")
    hits = int((came == wanted).sum())
    interval = binomtest(hits, came.size).proportion_ci(method="wilson")
    return {
        "n": came.size,
        "share": hits / came.size,
        "low": interval.low,
        "high": interval.high,
        "hits": hits,
    }


# %% answer-spread
import numpy as np
from scipy.stats import entropy as shannon


def _counts(answers):
    came = [answer.strip().casefold() for answer in answers if answer is not None]
    if len(came) == 0:
        raise ValueError("nothing came back")
    return np.unique(came, return_counts=True)[1]


def agreement_of(answers):
    counts = _counts(answers)
    return counts.max() / counts.sum()


def entropy_of(answers):
    return shannon(_counts(answers), base=2)
