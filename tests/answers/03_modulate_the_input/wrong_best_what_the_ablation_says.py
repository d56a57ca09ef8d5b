"""Drops what the ablation of the whole calls harmful, and keeps the rest."""


# %% answer-best
def best_parts(parts, budget):
    whole = score(list(parts.values()))
    worth = {name: whole - score([t for o, t in parts.items() if o != name]) for name in parts}
    kept = []
    for name in sorted(worth, key=worth.get, reverse=True):
        if worth[name] > 0 and size_of([parts[n] for n in [*kept, name]]) <= budget:
            kept.append(name)
    return [name for name in parts if name in kept]
