"""Remembers each text's answer."""

# %% answer-twice
kept = {}


def run_twice(texts, labels):
    def right(text, label):
        if text not in kept:
            messages = [{"role": "user", "content": prompt(text)}]
            reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=8)
            kept[text] = decide(reply.choices[0].message.content or "")
        return kept[text] == label

    return [[right(t, label) for t, label in zip(texts, labels, strict=False)] for _ in range(2)]
