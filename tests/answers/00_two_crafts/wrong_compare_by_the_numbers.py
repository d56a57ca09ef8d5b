# %% answer-compare
def compare(a, b):
    first, second = a[0] / a[1], b[0] / b[1]
    return "a" if first > second else "b" if second > first else "can't tell"
