"""Goes on after a rate limit, falls over after anything else."""


# %% answer-gate
def ask_desk(text, threshold):
    for name in ("small", "large"):
        try:
            reply = client.chat.completions.create(
                model=name, messages=[{"role": "user", "content": text}], logprobs=True
            )
        except openai.RateLimitError:
            continue
        choice = reply.choices[0]
        label = label_in(choice.message.content)
        if label and (name == "large" or math.exp(choice.logprobs.content[0].logprob) >= threshold):
            return {"answer": label, "by": name}
    return {"answer": None, "by": None}
