"""Loops that anyone would write."""


# %% answer-twice
def run_twice(texts, labels):
    runs = [[], []]
    for text, label in zip(texts, labels, strict=False):
        for run in runs:
            reply = client.chat.completions.create(
                model=MODEL, max_completion_tokens=8, messages=[{"role": "user", "content": prompt(text)}]
            )
            run.append(decide(reply.choices[0].message.content or "") == label)
    return runs


# %% answer-floor
def floor_of(first, second):
    if len(first) == 0:
        raise ValueError("no cases")
    if len(first) != len(second):
        raise ValueError("different cases")
    flips = gained = 0
    for i in range(len(first)):
        if first[i] != second[i]:
            flips += 1
            gained += 1 if second[i] else -1
    return {"difference": gained / len(first), "flips": flips, "floor": 1.96 * flips**0.5 / len(first)}


# %% answer-mcnemar
def p_value(a, b):
    only_a = only_b = 0
    for x, y in zip(a, b, strict=False):
        only_a += bool(x and not y)
        only_b += bool(y and not x)
    m, fewer = only_a + only_b, min(only_a, only_b)
    chance, ways = 0, 1
    for k in range(fewer + 1):
        chance += ways
        ways = ways * (m - k) // (k + 1)
    p = 2 * chance / 2**m
    return p if p < 1 else 1


# %% answer-interval
import random


def interval(a, b):
    random.seed(7)
    n, means = len(a), []
    for _ in range(5000):
        total = 0
        for _ in range(n):
            i = random.randrange(n)
            total += b[i] - a[i]
        means.append(total / n)
    means.sort()
    return [means[125], means[4874]]


# %% answer-winner
def keep_best(dev, held_out):
    best, top = None, -1
    for name in dev:
        share = dev[name].count(True) / len(dev[name])
        if share > top:
            best, top = name, share
    if best is None:
        raise ValueError("empty")
    return {"name": best, "score": held_out[best].count(True) / len(held_out[best])}
