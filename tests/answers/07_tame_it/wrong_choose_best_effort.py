"""Never says that it cannot be done."""


# %% answer-choose
def choose_k(p, r, target, price, cap):
    k = 1
    while vote_accuracy(p, k, r) < target and (k + 2) * price <= cap:
        k += 2
    return k
