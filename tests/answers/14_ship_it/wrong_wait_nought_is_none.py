# %% answer-wait
def pause(tried: int, asked: float, left: float, luck: float) -> float | None:
    """Seconds to wait before the next try, or None if they do not fit."""
    wait = asked + luck * min(20, 0.5 * 2 ** (tried - 1))
    return wait if wait and wait < left else None
