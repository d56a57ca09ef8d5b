"""Keeps the order of the table."""


# %% answer-claims
def beats_baseline(table, baseline):
    return [k for k in table if compare(table[k], table[baseline]) == "a"]
