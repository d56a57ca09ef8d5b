# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    d = (won - lost) / n
    half = 1.645 * ((won + lost) / n - d * d) ** 0.5 / n**0.5  # 0 where all cases are alike
    if d - half > -margin:
        return "pass"
    return "fail" if d + half < -margin else "need more"
