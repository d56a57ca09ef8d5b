"""A baseline that needs the model."""


# %% answer-baseline
def baseline(train: list[dict], texts: list[str]) -> list[str]:
    """A label for each text; no model."""
    commonest = Counter(row["label"] for row in train).most_common(1)[0][0]
    labels = sorted({row["label"] for row in train})
    found = []
    for text in texts:
        message = {"role": "user", "content": f"One of {labels}: {text}"}
        reply = client.chat.completions.create(model=MODEL, messages=[message])
        found.append(read(reply.choices[0].message.content, labels) or commonest)
    return found
