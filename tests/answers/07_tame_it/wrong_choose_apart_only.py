"""Forgets that the voters err together."""


# %% answer-choose
def choose_k(p, r, target, price, cap):
    k = 1
    while k * price <= cap:
        if vote_accuracy(p, k, 0.0) >= target:
            return k
        k += 2
    return None
