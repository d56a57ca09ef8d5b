"""The probability of the whole answer, not of its first token."""


# %% answer-gate
def ask_desk(text, threshold):
    for name in ("small", "large"):
        try:
            reply = client.chat.completions.create(
                model=name, messages=[{"role": "user", "content": text}], logprobs=True, top_logprobs=2
            )
        except openai.APIError:
            continue
        choice = reply.choices[0]
        label = label_in(choice.message.content)
        tokens = choice.logprobs.content
        sure = math.exp(sum(t.logprob for t in tokens))
        if label and (name == "large" or sure >= threshold):
            return {"answer": label, "by": name}
    return {"answer": None, "by": None}
