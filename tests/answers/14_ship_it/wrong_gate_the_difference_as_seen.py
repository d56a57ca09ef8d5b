# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    d = (won - lost) / n
    differ = (won + lost + 2) / (n + 2)
    half = 1.645 * (max(differ - d * d, 0) / n) ** 0.5
    if half > 0.1:
        return "need more"
    return "pass" if d > -margin else "fail"
