"""Asynchronous calls; sklearn's group split; one regular expression for all labels."""

# %% answer-grade
import re


def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer).casefold()
    found = re.findall("|".join(rf"\b{re.escape(one)}\b" for one in labels), flat)
    return set(found) == {label}


# %% answer-suspects
from collections import defaultdict
from itertools import combinations


def suspects(cases):
    copies = defaultdict(list)
    for a, b in combinations(range(len(cases)), 2):
        one, two = words_of(cases[a]["text"]), words_of(cases[b]["text"])
        if 10 * len(one & two) >= 6 * len(one | two):
            copies[a].append(cases[b]["label"])
            copies[b].append(cases[a]["label"])
    return [
        case["id"]
        for place, case in enumerate(cases)
        if len(copies[place]) >= 2 and len({*copies[place]}) == 1 and case["label"] not in copies[place]
    ]


# %% answer-cut
import random


def cut(families, share, seed):
    die = random.Random(f"cut {seed}")
    names = list(dict.fromkeys(families))
    target = share * len(families)
    best = None
    for _ in range(200):
        die.shuffle(names)
        k = die.randint(1, len(names) - 1)
        dev = [place for place, name in enumerate(families) if name in names[:k]]
        if best is None or abs(len(dev) - target) < abs(len(best) - target):
            best = dev
    return best, [place for place in range(len(families)) if place not in best]


# %% answer-run
import asyncio

from kit import AsyncOpenAI


async def run(cases, labels):
    ask = AsyncOpenAI(max_retries=0)

    async def one(case):
        prompt = f"{case['text']}\nLabels: {'; '.join(labels)}\nLabel:"
        try:
            messages = [{"role": "user", "content": prompt}]
            reply = await ask.chat.completions.create(
                model=MODEL, messages=messages, max_completion_tokens=60
            )
        except Exception:
            return {"id": case["id"], "answer": None, "right": None}
        answer = reply.choices[0].message.content
        return {"id": case["id"], "answer": answer, "right": grade(answer, case["label"], labels)}

    return await asyncio.gather(*map(one, cases))
