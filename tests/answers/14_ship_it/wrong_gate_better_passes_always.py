# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    """ "pass", "fail" or "need more"."""
    d = (won - lost) / n
    differ = (won + lost + 2) / (n + 2)
    half = 1.645 * (max(differ - d * d, 0) / n) ** 0.5
    if d > 0 or d - half > -margin:
        return "pass"
    return "fail" if d + half < -margin else "need more"
