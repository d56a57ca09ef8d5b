# %% answer-claims
def beats_baseline(table, baseline):
    return sorted(name for name in table if compare(table[name], table[baseline]) != "can't tell")
