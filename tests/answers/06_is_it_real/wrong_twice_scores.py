"""Gives the two scores instead of the cases."""


# %% answer-twice
def run_twice(texts, labels):
    def right(text, label):
        messages = [{"role": "user", "content": prompt(text)}]
        reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=8)
        return decide(reply.choices[0].message.content or "") == label

    return [sum(right(t, label) for t, label in zip(texts, labels, strict=False)) for _ in range(2)]
