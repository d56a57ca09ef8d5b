"""Takes every method to have as many cases as the largest."""


# %% answer-claims
def beats_baseline(table, baseline):
    n = max(n for _, n in table.values())
    return sorted(k for k, (r, _) in table.items() if Rate(r, n).low > Rate(table[baseline][0], n).high)
