"""Reads the cap as a number of calls."""


# %% answer-choose
def choose_k(p, r, target, price, cap):
    return next((k for k in range(1, int(cap) + 1, 2) if vote_accuracy(p, k, r) >= target), None)
