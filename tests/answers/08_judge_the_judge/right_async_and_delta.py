"""The judge asked all at once; the interval by its standard error."""

# %% answer-correct
from math import sqrt


def true_rate(verdicts, labelled):
    tp = labelled.count(("good", "good")) + labelled.count(["good", "good"])
    fn = labelled.count(("bad", "good")) + labelled.count(["bad", "good"])
    tn = labelled.count(("bad", "bad")) + labelled.count(["bad", "bad"])
    fp = len(labelled) - tp - fn - tn
    if tp + fn == 0 or tn + fp == 0:
        raise ValueError("people gave one label only")
    s, c = tp / (tp + fn), tn / (tn + fp)
    if s + c <= 1:
        raise ValueError("a coin")
    n, r = len(verdicts), verdicts.count("good") / len(verdicts)
    p = min(1, max(0, (r + c - 1) / (s + c - 1)))
    s_, c_, r_ = (tp + 1) / (tp + fn + 2), (tn + 1) / (tn + fp + 2), r
    var = r_ * (1 - r_) / n + p**2 * s_ * (1 - s_) / (tp + fn) + (1 - p) ** 2 * c_ * (1 - c_) / (tn + fp)
    half = 1.96 * sqrt(var) / (s + c - 1)
    return {"rate": p, "low": max(0, p - half), "high": min(1, p + half)}


# %% answer-swap
import asyncio
import re

from kit import AsyncOpenAI


async def swap_test(question, pairs):
    async_client = AsyncOpenAI()

    async def verdict(first, second):
        reply = await async_client.responses.create(
            model=JUDGE, input=pair_prompt(question, first, second), max_output_tokens=16, store=False
        )
        found = re.findall(r"(?<!\w)[AB](?!\w)", reply.output_text)
        return found[0] if found else None

    asked = [verdict(*order) for a, b in pairs for order in ((a, b), (b, a))]
    said = await asyncio.gather(*asked)
    winners = []
    for one, other in zip(said[::2], said[1::2]):
        winners.append(None if None in (one, other) or one == other else "AB".index(one))
    read = [v for v in said if v is not None]
    return {
        "winners": winners,
        "consistent": len([x for x in winners if x is not None]) / len(winners),
        "first": (read.count("A") / len(read)) if read else None,
    }


# %% answer-labels
def plan(p, sensitivity, specificity, labels, judged):
    people = 1.96 * (p * (1 - p) / labels) ** 0.5
    youden = sensitivity + specificity - 1
    if youden <= 0:
        return dict(people=people, judge=None, use="people")
    q = p * sensitivity + (1 - p) * (1 - specificity)
    first = q * (1 - q) / judged
    second = p**2 * sensitivity * (1 - sensitivity) / (labels * p)
    third = (1 - p) ** 2 * specificity * (1 - specificity) / (labels * (1 - p))
    judge = 1.96 / youden * (first + second + third) ** 0.5
    return dict(people=people, judge=judge, use=min([(people, "people"), (judge, "judge")])[1])
