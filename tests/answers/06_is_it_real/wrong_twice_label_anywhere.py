"""Right if the label is anywhere in the answer: "positive, not negative" is right either way."""


# %% answer-twice
def run_twice(texts, labels):
    def right(text, label):
        messages = [{"role": "user", "content": prompt(text)}]
        reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=8)
        answer = reply.choices[0].message.content or ""
        return label in answer.lower()

    return [[right(t, label) for t, label in zip(texts, labels)] for _ in range(2)]
