# %% answer-compare
def compare(a, b):
    gap = a[0] / a[1] - b[0] / b[1]
    return "can't tell" if abs(gap) < 0.05 else "a" if gap > 0 else "b"
