"""numpy, logarithms, sorting instead of trying, asynchronous calls."""

# %% answer-chain
import math

import numpy as np


def chain_right(p, n, labels=None):
    if labels is None:
        return p**n
    steady = 1 / labels
    shrink = p - (1 - p) / (labels - 1)
    return steady + (1 - steady) * shrink**n


def most_steps(p, target):
    return math.floor(math.log(target) / math.log(p))


# %% answer-weakest
import asyncio

from kit import AsyncOpenAI


async def weakest(cases):
    patient = AsyncOpenAI(max_retries=0)

    async def good(step, text, right):
        try:
            reply = await patient.chat.completions.create(
                model=step, messages=[{"role": "user", "content": text}]
            )
        except openai.OpenAIError:
            return False
        return (reply.choices[0].message.content or "").strip() == right.strip()

    rates = {}
    for before, step in zip((None, "read", "rule"), STEPS, strict=True):
        texts = [case["right"][before] if before else case["input"] for case in cases]
        rights = [case["right"][step] for case in cases]
        hits = await asyncio.gather(*(good(step, t, r) for t, r in zip(texts, rights, strict=True)))
        rates[step] = float(np.mean(hits))
    return {"weakest": STEPS[int(np.argmin([rates[step] for step in STEPS]))], "rates": rates}


# %% answer-threshold
def choose_threshold(rows, keep):
    sure = np.array([row["sure"] for row in rows], dtype=float)
    gain = np.array([row["large"] for row in rows], int) - np.array([row["small"] for row in rows], int)
    base = sum(row["small"] for row in rows)
    target = keep * sum(row["large"] for row in rows)
    ways = np.append(np.unique(sure), 2.0)
    won = [base + gain[sure < t].sum() for t in ways]
    return ways[np.argmax(np.array(won) >= target)]


# %% answer-judge
def judge(threshold, rows, small_price, large_price):
    table = np.array([[row["sure"], row["small"], row["large"]] for row in rows], dtype=float)
    up = table[:, 0] < threshold
    gain = table[:, 2] - table[:, 1]
    right = table[:, 1] + up * gain
    return {
        "quality": right.mean(),
        "kept": right.sum() / table[:, 2].sum(),
        "sent": up.mean(),
        "bill": small_price / large_price + up.mean(),
        "over_coin": ((up - up.mean()) * (gain - gain.mean())).mean(),
    }


# %% answer-frontier
def on_frontier(points):
    names = list(points)
    table = np.array([points[name] for name in names], dtype=float).reshape(-1, 2)
    better = (table[:, None, 0] <= table[None, :, 0]) & (table[:, None, 1] >= table[None, :, 1])
    strictly = (table[:, None] != table[None, :]).any(-1)
    beaten = (better & strictly).any(0)
    order = np.argsort(table[:, 0], kind="stable")
    return [names[i] for i in order if not beaten[i]]
