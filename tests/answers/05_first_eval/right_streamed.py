"""Blanks and a streamed reply: no regular expression, the reply read piece by piece, eight tokens of room."""

# %% answer-grade
from itertools import groupby


def grade(answer, label, labels):
    """Blank out everything that is no letter or joiner, then look with spaces round it."""
    text = "".join(
        ch if ch.isalpha() else " " if ch in "-_" or ch.isspace() else "#" for ch in answer.casefold()
    )
    text = " " + " ".join(text.replace("#", " # ").split()) + " "
    said = [one for one in labels if f" {one} " in text]
    return said == [label]


# %% answer-ladder
from collections import Counter

from kit import Rate


def ladder(dev, held_out, answers):
    best, most = None, 0
    for name in sorted(set(dev)):
        if dev.count(name) > most:
            best, most = name, dev.count(name)
    table = {"constant": 0}
    for truth in held_out:
        table["constant"] += best == truth
    for vendor in answers:
        table[vendor] = 0
        for i, truth in enumerate(held_out):
            if answers[vendor][i] == truth:
                table[vendor] = table[vendor] + 1
    return table


def wilson_low(k, n, z=1.959964):
    p = k / n
    return (p + z * z / (2 * n) - z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5) / (1 + z * z / n)


def shown(rights, n):
    return [
        k for k, v in sorted(rights.items()) if k != "constant" and wilson_low(v, n) > rights["constant"] / n
    ]


# %% answer-suspects
from collections import defaultdict
from itertools import combinations


def suspects(cases):
    near = defaultdict(list)
    for (i, a), (j, b) in combinations(list(enumerate(cases)), 2):
        x, y = words_of(a["text"]), words_of(b["text"])
        both = sum(1 for w in x if w in y)
        if both / (len(x) + len(y) - both) >= 0.6:
            near[i].append(b["label"])
            near[j].append(a["label"])
    return tuple(
        c["id"]
        for i, c in enumerate(cases)
        if len(near[i]) > 1 and len(set(near[i])) == 1 and c["label"] != near[i][0]
    )


# %% answer-cut
from random import Random


def cut(families, share, seed):
    names = sorted(set(families), key=lambda n: Random(f"{seed}/{n}").random())
    heap = {n: [i for i, f in enumerate(families) if f == n] for n in names}
    dev = heap[names[0]][:]
    for n in names[1:-1]:
        if len(dev) + len(heap[n]) <= share * len(families):
            dev.extend(heap[n])
    return {"dev": sorted(dev), "held_out": sorted(set(range(len(families))) - set(dev))}.values()


# %% answer-repeats
from math import sqrt
from statistics import mean, stdev


def mean_over_cases(rows):
    means = [mean(map(int, kept)) for row in rows if (kept := [x for x in row if x is not None])]
    value = mean(means)
    half = 1.96 * stdev(means) / sqrt(len(means))
    return {"cases": len(means), "low": max(0, value - half), "high": min(1, value + half), "value": value}


# %% answer-run
import openai


def run(cases, labels):
    done = {}
    for case in cases:
        done[case["id"]] = {"id": case["id"], "answer": None, "right": None}
        try:
            stream = client.chat.completions.create(
                model=MODEL,
                messages=[
                    {"role": "system", "content": "Say one of: " + "\n".join(f"- {x}" for x in labels)},
                    {"role": "user", "content": [{"type": "text", "text": case["text"]}]},
                ],
                max_completion_tokens=8,
                stream=True,
            )
            text = "".join(ch.choices[0].delta.content or "" for ch in stream if ch.choices)
        except openai.APIError:
            continue
        done[case["id"]].update(answer=text, right=grade(text, case["label"], labels))
    return list(done.values())
