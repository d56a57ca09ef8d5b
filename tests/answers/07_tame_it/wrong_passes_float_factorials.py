"""Own factorials in floats: 200 tries are too many."""


# %% answer-passes
def fact(x):
    out = 1.0
    for i in range(1, x + 1):
        out *= i
    return out


def ways(a, b):
    return fact(a) / fact(b) / fact(a - b) if b <= a else 0.0


def pass_at_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("no")
    return 1 - ways(n - c, k) / ways(n, k)


def pass_hat_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("no")
    return ways(c, k) / ways(n, k)
