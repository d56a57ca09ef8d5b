"""With arrays, threads, and another API of the same SDK."""


# %% answer-cost
def prompt_cost(messages):
    reply = client.responses.create(model=MODEL, input=messages, max_output_tokens=1, store=False)
    return int(reply.usage.input_tokens)


# %% answer-ablate
import numpy as np


def ablate(parts):
    texts = list(parts.values())
    scores = [score(texts[:i] + texts[i + 1 :]) for i in range(len(texts))]
    return dict(zip(parts, np.subtract(score(texts), scores), strict=True))


# %% answer-best
def best_parts(parts, budget):
    names, best, top = list(parts), [], -1.0
    for mask in range(2 ** len(names)):
        chosen = [name for bit, name in enumerate(names) if mask >> bit & 1]
        texts = [parts[name] for name in chosen]
        if size_of(texts) <= budget and (got := score(texts)) > top:
            best, top = chosen, got
    return best


# %% answer-order
def flips(examples):
    there, back = (np.array(answers_with([], e)) for e in (examples, list(reversed(examples))))
    return float(np.mean(there != back))


# %% answer-scores
def scores_of(review):
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"Review: {review}\nPositive or negative?"}],
        max_tokens=1,
        logprobs=True,
        top_logprobs=20,
    )
    top = [(o.token.strip().casefold(), o.logprob) for o in reply.choices[0].logprobs.content[0].top_logprobs]
    found = {label: [p for token, p in top if token == label] for label in LABELS}
    return {k: np.logaddexp.reduce(v) if v else min(p for _, p in top) for k, v in found.items()}


# %% answer-contextual
def contextual(scores, blanks):
    labels = list(scores)
    table = np.array([[blank[label] for label in labels] for blank in blanks])
    shares = np.exp(table - np.logaddexp.reduce(table, axis=1, keepdims=True))
    moved = np.array([scores[label] for label in labels]) - np.log(shares.mean(axis=0))
    return dict(zip(labels, np.exp(moved - np.logaddexp.reduce(moved)), strict=True))


# %% answer-batch
def batch(rows):
    table = np.array([[row[label] for label in rows[0]] for row in rows])
    shares = np.exp(table - np.logaddexp.reduce(table, axis=1, keepdims=True))
    odds = shares / shares.mean(axis=0)
    return [dict(zip(rows[0], row, strict=True)) for row in odds / odds.sum(axis=1, keepdims=True)]
