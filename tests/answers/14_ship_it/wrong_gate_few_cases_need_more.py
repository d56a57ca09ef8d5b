# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    """ "pass", "fail" or "need more"."""
    d = (won - lost) / n
    if n < 30:
        return "need more"
    differ = (won + lost) / n
    half = 1.645 * (max(differ - d * d, 0) / n) ** 0.5
    if d - half > -margin:
        return "pass"
    return "fail" if d + half < -margin else "need more"
