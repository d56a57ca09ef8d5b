"""A dict by text: a text that is there twice is asked once."""


# %% answer-twice
def run_twice(texts, labels):
    truth = dict(zip(texts, labels))

    def right(text):
        messages = [{"role": "user", "content": prompt(text)}]
        reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=8)
        return decide(reply.choices[0].message.content or "") == truth[text]

    return [[right(t) for t in truth] for _ in range(2)]
