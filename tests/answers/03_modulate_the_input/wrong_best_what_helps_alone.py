"""Keeps each part that helps alone, until the budget is spent."""


# %% answer-best
def best_parts(parts, budget):
    empty, kept = score([]), []
    gain = {name: score([text]) - empty for name, text in parts.items()}
    for name in sorted(gain, key=gain.get, reverse=True):
        if gain[name] > 0 and size_of([parts[n] for n in [*kept, name]]) <= budget:
            kept.append(name)
    return [name for name in parts if name in kept]
