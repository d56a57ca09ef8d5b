"""Recursion and sorting instead of loops; a prompt that quotes the message and lists labels in quotes."""


# %% answer-compare
def compare(a, b):
    ends = sorted([(Rate(*a).low, Rate(*a).high, "a"), (Rate(*b).low, Rate(*b).high, "b")])
    (_, top_of_lower, _), (bottom_of_upper, _, name) = ends
    return name if bottom_of_upper > top_of_lower else "can't tell"


# %% answer-claims
def beats_baseline(table: dict, baseline: str) -> list[str]:
    return sorted(filter(lambda name: compare(table[baseline], table[name]) == "b", table))


# %% answer-retrain
def verdicts_after(rows, new_rows, messages):
    if not new_rows:
        return list(train(rows).predict(messages))
    classifier = train(new_rows + rows)
    return [classifier.predict([message])[0] for message in messages]


# %% answer-ask
import json
import string


def ask_label(message, labels):
    quoted = " | ".join(json.dumps(label) for label in labels)
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f'Message: "{message}"\nLabel ({quoted}), one word:'}],
        max_completion_tokens=24,
        temperature=0,
    )
    text = (reply.choices[0].message.content or "").lower()
    for mark in string.punctuation:
        text = text.replace(mark, " ")
    counts = {label: text.split().count(label) for label in labels}
    said = [label for label, times in counts.items() if times]
    return said[0] if said and len(said) < 2 else None


# %% answer-inbox
def sort_inbox(messages, labels):
    if not messages:
        return {name: [] for name in [*labels, "a person"]}
    *before, last = messages
    piles = sort_inbox(before, labels)
    piles[ask_label(last, labels) or "a person"].append(last)
    return piles


# %% answer-craft
def which_craft(facts):
    able = [n for n in ("ml", "ai") if Rate(facts[n]["right"], facts[n]["n"]).low >= facts["required"]]

    def dollars(name):
        craft = facts[name]
        people = facts["hour"] * (craft["build_hours"] + craft["label_hours"] * facts["new_labels"])
        return round(people + facts["messages"] * craft["per_1000"] / 1000, 2)

    return sorted(able, key=dollars)[0] if able else "neither"
