"""Sorts each case's two results, so that the second run looks better."""


# %% answer-twice
def run_twice(texts, labels):
    def right(text, label):
        messages = [{"role": "user", "content": prompt(text)}]
        reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=8)
        return label in (reply.choices[0].message.content or "")

    return [[right(t, label) for t, label in zip(texts, labels, strict=False)] for _ in range(2)]
