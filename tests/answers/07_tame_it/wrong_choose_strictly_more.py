"""Wants more than the target."""


# %% answer-choose
def choose_k(p, r, target, price, cap):
    k = 1
    while k * price <= cap:
        if vote_accuracy(p, k, r) > target:
            return k
        k += 2
    return None
