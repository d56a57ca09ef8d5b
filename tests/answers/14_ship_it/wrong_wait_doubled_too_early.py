# %% answer-wait
def pause(tried: int, asked: float, left: float, luck: float) -> float | None:
    wait = asked + luck * min(20, 0.5 * 2**tried)
    return wait if wait < left else None
