"""The most that the cap allows, if that reaches the target."""


# %% answer-choose
def choose_k(p, r, target, price, cap):
    k = int(cap / price)
    k -= 1 - k % 2
    return k if k >= 1 and vote_accuracy(p, k, r) >= target else None
