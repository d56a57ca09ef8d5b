"""Leaves out what is called a control."""


# %% answer-claims
def beats_baseline(table, baseline):
    real = [k for k in table if "shuffled" not in k and "placebo" not in k and "control" not in k]
    return sorted(k for k in real if compare(table[k], table[baseline]) == "a")
