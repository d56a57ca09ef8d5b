"""Formal style: the wider bounds compared directly, regular expressions, dictionaries of lists."""


# %% answer-compare
def compare(a, b):
    rates = {"a": Rate(*a), "b": Rate(*b)}
    best = max(rates, key=lambda name: rates[name].low)
    other = {"a": "b", "b": "a"}[best]
    return best if rates[best].low > rates[other].high else "can't tell"


# %% answer-claims
def beats_baseline(table, baseline):
    limit = Rate(*table[baseline]).high
    return [name for name, result in sorted(table.items()) if Rate(*result).low > limit]


# %% answer-retrain
from itertools import chain


def verdicts_after(rows, new_rows, messages):
    return train(list(chain(rows, new_rows))).predict(messages).tolist()


# %% answer-ask
import re


def ask_label(message, labels):
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[
            {
                "role": "system",
                "content": "Labels, one a line:\n" + "\n".join(sorted(labels)) + "\nReply with one.",
            },
            {"role": "user", "content": message},
        ],
        max_tokens=16,
        temperature=0,
    )
    text = reply.choices[0].message.content or ""
    named = set(re.split(r"\W+", text.casefold())) & set(labels)
    if len(named) != 1:
        return None
    (label,) = named
    return label


# %% answer-inbox
from concurrent.futures import ThreadPoolExecutor


def sort_inbox(messages, labels):
    with ThreadPoolExecutor(3) as pool:
        verdicts = list(pool.map(lambda message: ask_label(message, labels), messages))
    piles = {"a person": []} | {label: [] for label in labels}
    for message, verdict in zip(messages, verdicts, strict=True):
        piles["a person" if verdict is None else verdict] += [message]
    return piles


# %% answer-craft
def which_craft(facts):
    best, least = "neither", float("inf")
    for name in ("ai", "ml"):
        right, n, build, label, price = (
            facts[name][key] for key in ("right", "n", "build_hours", "label_hours", "per_1000")
        )
        if Rate(right, n).low < facts["required"]:
            continue
        cost = (build + label * facts["new_labels"]) * facts["hour"] + price * facts["messages"] / 1000
        if cost < least:
            best, least = name, cost
    return best
