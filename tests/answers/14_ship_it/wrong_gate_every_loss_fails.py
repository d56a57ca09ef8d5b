# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    d = (won - lost) / n
    differ = (won + lost + 2) / (n + 2)
    half = 1.645 * (max(differ - d * d, 0) / n) ** 0.5
    if d + half < 0:
        return "fail"
    return "pass" if d - half > -margin else "need more"
