"""A single voter is left out."""


# %% answer-choose
def choose_k(p, r, target, price, cap):
    k = 3
    while k * price <= cap:
        if vote_accuracy(p, k, r) >= target:
            return k
        k += 2
    return None
