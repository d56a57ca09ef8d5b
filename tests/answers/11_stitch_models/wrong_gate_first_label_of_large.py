"""Of several labels that the large one names, the first."""


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
        label = (
            label_in(choice.message.content)
            if name == "small"
            else next((w for w in LABELS if w in choice.message.content.lower()), None)
        )
        tokens = choice.logprobs.content
        sure = math.exp(tokens[0].logprob)
        if label and (name == "large" or sure >= threshold):
            return {"answer": label, "by": name}
    return {"answer": None, "by": None}
