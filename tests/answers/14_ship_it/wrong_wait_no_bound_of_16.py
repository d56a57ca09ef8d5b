# %% answer-wait
def pause(tried: int, asked: float, left: float, luck: float) -> float | None:
    """Seconds to wait before the next try, or None if they do not fit."""
    wait = asked + luck * ([0.5, 1, 2, 4, 8][tried - 1] if tried <= 5 else 20)
    return wait if wait < left else None
