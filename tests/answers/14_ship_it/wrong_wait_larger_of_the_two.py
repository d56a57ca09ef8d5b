# %% answer-wait
def pause(tried: int, asked: float, left: float, luck: float) -> float | None:
    wait = max(asked, luck * min(20, 0.5 * 2 ** (tried - 1)))
    return wait if wait < left else None
