"""The package's own parts, where it has them."""


# %% answer-cost
def prompt_cost(messages):
    from kit import Reply

    return Reply.of(
        client.chat.completions.create(model=MODEL, messages=messages, max_tokens=1)
    ).usage.input_tokens


# %% answer-scores
def scores_of(review):
    from kit.build.labels import label_logprobs

    messages = [{"role": "system", "content": RULE}, {"role": "user", "content": review}]
    knobs = dict(max_completion_tokens=1, logprobs=True, top_logprobs=20, temperature=0)
    return label_logprobs(client.chat.completions.create(model=MODEL, messages=messages, **knobs), LABELS)


# %% answer-contextual
def contextual(scores, blanks):
    from kit.build.labels import contextual_calibration

    return {label: exp(value) for label, value in contextual_calibration(scores, blanks).items()}


# %% answer-batch
def batch(rows):
    from kit.build.labels import batch_calibration

    return [{label: exp(value) for label, value in row.items()} for row in batch_calibration(rows)]
