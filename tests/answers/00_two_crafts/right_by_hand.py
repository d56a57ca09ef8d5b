# %% answer-compare
from math import sqrt


def compare(a, b):
    def interval(right, n, z=1.959963984540054):
        p = right / n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return middle - half, middle + half

    (a_low, a_high), (b_low, b_high) = interval(*a), interval(*b)
    if max(a_low, b_low) <= min(a_high, b_high):
        return "can't tell"
    return "a" if a_low > b_high else "b"


# %% answer-claims
def beats_baseline(table, baseline):
    winners = []
    for name, result in table.items():
        if name != baseline and Rate(*result).low > Rate(*table[baseline]).high:
            winners.append(name)
    winners.sort()
    return winners


# %% answer-retrain
def verdicts_after(rows, new_rows, messages):
    everything = list(rows)
    everything.extend(new_rows)
    return train(everything).predict(messages)


# %% answer-ask
import re


def ask_label(message, labels):
    listed = "\n".join(f"- {label}" for label in labels)
    reply = client.responses.create(
        model=MODEL,
        instructions=f"You sort mail. Reply with one of these labels:\n{listed}",
        input=message,
        max_output_tokens=20,
        store=False,
    )
    text = reply.output_text.lower()
    found = {label for label in labels if re.search(rf"\b{label}\b", text)}
    return found.pop() if len(found) == 1 else None


# %% answer-inbox
def sort_inbox(messages, labels):
    verdicts = [(message, ask_label(message, labels)) for message in messages]
    piles = {label: [m for m, verdict in verdicts if verdict == label] for label in labels}
    piles["a person"] = [m for m, verdict in verdicts if verdict is None]
    return piles


# %% answer-craft
def which_craft(facts):
    def cost(craft):
        people = (craft["build_hours"] + craft["label_hours"] * facts["new_labels"]) * facts["hour"]
        return people + craft["per_1000"] * facts["messages"] / 1000

    def able(craft):
        return Rate(craft["right"], craft["n"]).low >= facts["required"]

    ml, ai = facts["ml"], facts["ai"]
    if able(ml) and able(ai):
        return "ml" if cost(ml) < cost(ai) else "ai"
    return "ml" if able(ml) else "ai" if able(ai) else "neither"
