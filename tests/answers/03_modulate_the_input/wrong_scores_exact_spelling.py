"""Only the label as it is spelt in the list."""


# %% answer-scores
def scores_of(review):
    messages = [{"role": "user", "content": f"{RULE}\n{review}"}]
    reply = client.chat.completions.create(
        model=MODEL, messages=messages, max_completion_tokens=1, logprobs=True, top_logprobs=20
    )
    top = reply.choices[0].logprobs.content[0].top_logprobs
    found = {o.token: o.logprob for o in top}
    least = min(found.values())
    return {label: found.get(label, least) for label in LABELS}
