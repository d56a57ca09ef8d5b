"""Lets the answers get as long as they like."""


# %% answer-twice
def run_twice(texts, labels):
    def right(text, label):
        messages = [{"role": "user", "content": prompt(text)}]
        reply = client.chat.completions.create(model=MODEL, messages=messages)
        answer = reply.choices[0].message.content or ""
        return decide(answer) == label

    return [[right(t, label) for t, label in zip(texts, labels)] for _ in range(2)]
