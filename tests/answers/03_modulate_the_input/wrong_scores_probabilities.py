"""Probabilities, not their logarithms."""


# %% answer-scores
def scores_of(review):
    messages = [{"role": "user", "content": f"{RULE}\n{review}"}]
    reply = client.chat.completions.create(
        model=MODEL, messages=messages, max_completion_tokens=1, logprobs=True, top_logprobs=20
    )
    top = reply.choices[0].logprobs.content[0].top_logprobs
    return {label: sum(exp(o.logprob) for o in top if o.token.strip().lower() == label) for label in LABELS}
