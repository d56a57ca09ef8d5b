"""Adds logarithms, which multiplies probabilities."""


# %% answer-scores
def scores_of(review):
    messages = [{"role": "user", "content": f"{RULE}\n{review}"}]
    reply = client.chat.completions.create(
        model=MODEL, messages=messages, max_completion_tokens=1, logprobs=True, top_logprobs=20
    )
    top = reply.choices[0].logprobs.content[0].top_logprobs
    least = min(o.logprob for o in top)
    found = {label: [o.logprob for o in top if o.token.strip().lower() == label] for label in LABELS}
    return {label: sum(values) if values else least for label, values in found.items()}
