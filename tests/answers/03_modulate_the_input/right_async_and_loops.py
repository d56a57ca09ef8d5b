"""An async function, plain loops, and scores remembered within one call."""

# %% answer-cost
from kit import AsyncOpenAI


async def prompt_cost(messages):
    reply = await AsyncOpenAI().chat.completions.create(
        model=MODEL, messages=messages, max_completion_tokens=1
    )
    return reply.usage.total_tokens - reply.usage.completion_tokens


# %% answer-ablate
def ablate(parts):
    effects = {}
    whole = score(parts.values())
    for name in sorted(parts):
        rest = dict(parts)
        rest.pop(name)
        effects[name] = whole - score(rest.values())
    return effects


# %% answer-best
def best_parts(parts, budget):
    def grow(names):
        if not names:
            return [[]]
        rest = grow(names[1:])
        return rest + [[names[0], *more] for more in rest]

    found = []
    for names in grow(list(parts)):
        texts = [parts[name] for name in names]
        if size_of(texts) <= budget:
            found.append((score(texts), -size_of(texts), names))
    return max(found)[2]


# %% answer-order
def flips(examples):
    changed = 0
    pairs = zip(answers_with([], tuple(examples)), answers_with((), tuple(examples)[::-1]), strict=True)
    for before, after in pairs:
        if before != after:
            changed += 1
    return changed / len(CASES)


# %% answer-contextual
def shares(row):
    whole = sum(exp(value) for value in row.values())
    return {label: exp(value) / whole for label, value in row.items()}


def contextual(scores, blanks):
    prior = dict.fromkeys(scores, 0.0)
    for blank in blanks:
        for label, share in shares(blank).items():
            prior[label] += share / len(blanks)
    return shares({label: value - log(prior[label]) for label, value in scores.items()})


# %% answer-batch
def batch(rows):
    out = []
    for row in rows:
        out.append(contextual(row, rows))
    return out
