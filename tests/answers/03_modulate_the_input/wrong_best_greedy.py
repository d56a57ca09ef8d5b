"""Adds the best part that fits as long as it helps."""


# %% answer-best
def best_parts(parts, budget):
    kept, top = [], score([])
    while True:
        tries = []
        for name in parts:
            ns = [m for m in parts if m in kept or m == name]
            if name not in kept and size_of([parts[m] for m in ns]) <= budget:
                tries.append((score([parts[m] for m in ns]), ns))
        if not tries or max(tries)[0] <= top:
            return kept
        top, kept = max(tries)
