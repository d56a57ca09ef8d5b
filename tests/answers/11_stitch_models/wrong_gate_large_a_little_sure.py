"""The large one must be a little sure, too."""


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
        sure = math.exp(tokens[0].logprob)
        if label and ((name == "large" and sure > 0.3) or sure >= threshold):
            return {"answer": label, "by": name}
    return {"answer": None, "by": None}
