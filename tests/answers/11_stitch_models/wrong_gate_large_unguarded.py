"""A large one that cannot be reached is not thought of."""


# %% answer-gate
def ask_desk(text, threshold):
    def ask(name):
        reply = client.chat.completions.create(
            model=name, messages=[{"role": "user", "content": text}], logprobs=True
        )
        choice = reply.choices[0]
        return label_in(choice.message.content), math.exp(choice.logprobs.content[0].logprob)

    try:
        label, sure = ask("small")
    except openai.APIError:
        label, sure = None, 0
    if label and sure >= threshold:
        return {"answer": label, "by": "small"}
    try:
        label, _ = ask("large")
    except openai.APIStatusError:
        label = None
    return {"answer": label, "by": "large" if label else None}
