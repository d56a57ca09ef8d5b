"""Takes spaces away, and no other white space."""


# %% answer-scores
def scores_of(review):
    messages = [{"role": "system", "content": RULE}, {"role": "user", "content": review}]
    reply = client.chat.completions.create(
        model=MODEL, messages=messages, max_completion_tokens=1, logprobs=True, top_logprobs=20
    )
    top = reply.choices[0].logprobs.content[0].top_logprobs

    least = min(o.logprob for o in top)
    mass = {
        label: sum(exp(o.logprob) for o in top if o.token.strip(" ").lower() == label) for label in LABELS
    }
    return {label: log(p) if p else least for label, p in mass.items()}
