"""Takes 90 % intervals."""


# %% answer-compare
def compare(a, b):
    (a_low, a_high), (b_low, b_high) = Rate(*a).wilson(0.9), Rate(*b).wilson(0.9)
    return "a" if a_low > b_high else "b" if b_low > a_high else "can't tell"
