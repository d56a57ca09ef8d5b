# %% answer-claims
def beats_baseline(table, baseline):
    return sorted(name for name in table if name != baseline and Rate(*table[name]).low > 0.5)
