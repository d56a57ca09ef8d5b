"""Loops and sets, no regular expression; every call in a thread of its own."""


# %% answer-grade
def grade(answer, label, labels):
    for mark in "-_":
        answer = answer.replace(mark, " ")
    text = "".join(
        letter.lower() if letter.isalnum() else " # " if letter.strip() else " " for letter in answer
    )
    words = text.split()

    def named(one):
        wanted = one.split()
        return any(words[i : i + len(wanted)] == wanted for i in range(len(words)))

    return named(label) and not any(named(one) for one in labels if one != label)


# %% answer-ladder
from kit import Rate


def ladder(dev, held_out, answers):
    best = ""
    for label in sorted(set(dev)):
        if not best or dev.count(label) > dev.count(best):
            best = label
    found = {"constant": 0}
    for truth in held_out:
        found["constant"] += truth == best
    for name in answers:
        found[name] = 0
        for said, truth in zip(answers[name], held_out, strict=True):
            if said == truth:
                found[name] += 1
    return found


def shown(rights, n):
    names = []
    for name in rights:
        if name != "constant" and Rate(rights[name], n).wilson()[0] > rights["constant"] / n:
            names.append(name)
    names.sort()
    return names


# %% answer-suspects
def suspects(cases):
    bags = [words_of(case["text"]) for case in cases]

    def is_copy(i, j):
        return i != j and len(bags[i] & bags[j]) / len(bags[i] | bags[j]) >= 0.6

    out = []
    for i, case in enumerate(cases):
        labels = [cases[j]["label"] for j in range(len(cases)) if is_copy(i, j)]
        if len(labels) > 1 and labels.count(labels[0]) == len(labels) and labels[0] != case["label"]:
            out.append(case["id"])
    return out


# %% answer-cut
import random
from collections import Counter


def cut(families, share, seed):
    sizes = sorted(Counter(families).items())
    random.Random(seed).shuffle(sizes)
    dev, size = {sizes[0][0]}, sizes[0][1]
    for name, more in sizes[1:-1]:
        if size < share * len(families):
            dev.add(name)
            size += more
    sides = [[], []]
    for place, name in enumerate(families):
        sides[name not in dev].append(place)
    return sides


# %% answer-repeats
def mean_over_cases(rows):
    means = []
    for row in rows:
        got = [1.0 if x else 0.0 for x in row if x is not None]
        if got:
            means.append(sum(got) / len(got))
    k = len(means)
    if k < 2:
        raise ValueError(f"only {k} cases")
    m = sum(means) / k
    s = (sum((x - m) ** 2 for x in means) / (k - 1)) ** 0.5
    h = 1.96 * s / k**0.5
    return dict(cases=k, value=m, low=max(m - h, 0), high=min(m + h, 1))


# %% answer-run
from concurrent.futures import ThreadPoolExecutor

from openai import OpenAIError


def run(cases, labels):
    system = "You sort messages. Answer with exactly one of these:\n" + "\n".join(labels)

    def one(case):
        messages = [{"role": "system", "content": system}, {"role": "user", "content": case["text"]}]
        try:
            reply = client.chat.completions.create(model=MODEL, messages=messages, max_tokens=24)
        except OpenAIError:
            return dict(id=case["id"], answer=None, right=None)
        text = reply.choices[0].message.content or ""
        return dict(id=case["id"], answer=text, right=grade(text, case["label"], labels))

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, cases))
