# %% answer-claims
def beats_baseline(table, baseline):
    base = table[baseline][0] / table[baseline][1]
    return sorted(name for name, (right, n) in table.items() if right / n > base)
