"""Takes the first result's n for both."""


# %% answer-compare
def compare(a, b):
    first, second = Rate(*a), Rate(round(b[0] / b[1] * a[1]), a[1])
    return "a" if first.low > second.high else "b" if second.low > first.high else "can't tell"
