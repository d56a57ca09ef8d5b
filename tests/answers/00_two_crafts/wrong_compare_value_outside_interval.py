# %% answer-compare
def compare(a, b):
    first, second = Rate(*a), Rate(*b)
    if second.low <= first.value <= second.high:
        return "can't tell"
    return "a" if first.value > second.value else "b"
