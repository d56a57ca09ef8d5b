"""numpy, scipy and an asynchronous vote."""

# %% answer-passes
from scipy.stats import hypergeom


def pass_at_k(n, c, k):
    if not 0 <= c <= n or not 1 <= k <= n:
        raise ValueError(n, c, k)
    return 1 - hypergeom(n, c, k).pmf(0)


def pass_hat_k(n, c, k):
    if not 0 <= c <= n or not 1 <= k <= n:
        raise ValueError(n, c, k)
    return hypergeom(n, c, k).pmf(k)


# %% answer-accuracy
from scipy.stats import binom


def vote_accuracy(p, k, r=0.0):
    return r * p + (1 - r) * binom.sf(k // 2, k, p)


# %% answer-choose
import numpy as np


def choose_k(p, r, target, price, cap):
    ks = np.arange(1, cap / price + 1, 2).astype(int)
    ks = [int(k) for k in ks if k * price <= cap and vote_accuracy(p, k, r) >= target]
    return min(ks, default=None)


# %% answer-diagnose
import numpy as np


def diagnose(ballots, labels):
    right = [np.array([a == label for a in row]) for row, label in zip(ballots, labels, strict=True)]
    winners = np.array([majority(row)["answer"] == label for row, label in zip(ballots, labels, strict=True)])
    one_voice = np.array([None not in row and len(set(row)) == 1 for row in ballots])
    wrong = np.array([not row.any() for row in right])
    return {
        "one": np.concatenate(right).mean(),
        "vote": winners.mean(),
        "reach": np.mean([row.any() for row in right]),
        "as_one": one_voice.mean(),
        "sure_wrong": wrong[one_voice].mean() if one_voice.any() else None,
    }


# %% answer-cache
import functools


@functools.cache
def remembered(prompt, i):
    message = {"role": "user", "content": prompt}
    reply = client.chat.completions.create(model=MODEL, messages=[message], max_tokens=20)
    return reply.choices[0].message.content


# %% answer-live
import asyncio

from kit import AsyncOpenAI


async def ask_the_desk(prompt, k):
    patient = AsyncOpenAI(max_retries=0)

    async def once():
        try:
            reply = await patient.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=8
            )
        except openai.OpenAIError:
            return None
        return read(reply.choices[0].message.content)

    return majority(await asyncio.gather(*(once() for _ in range(k))))
