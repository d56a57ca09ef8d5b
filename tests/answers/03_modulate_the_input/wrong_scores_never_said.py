"""A label that is not listed gets minus a hundred."""


# %% answer-scores
def scores_of(review):
    messages = [{"role": "user", "content": f"{RULE}\n{review}"}]
    reply = client.chat.completions.create(
        model=MODEL, messages=messages, max_completion_tokens=1, logprobs=True, top_logprobs=20
    )
    top = reply.choices[0].logprobs.content[0].top_logprobs
    mass = {label: sum(exp(o.logprob) for o in top if o.token.strip().lower() == label) for label in LABELS}
    return {label: log(p) if p else -100.0 for label, p in mass.items()}
