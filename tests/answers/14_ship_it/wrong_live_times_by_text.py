# %% answer-live
def desk(texts: list[str], seconds: float, most: int) -> dict:
    """{"answered", "slowest"} over these texts."""
    answered_, times = 0, {}
    for text in texts:
        began = time.perf_counter()
        answered_ += survive(text, seconds, most) is not None
        times[text] = time.perf_counter() - began
    return {"answered": answered_, "slowest": max(times.values(), default=0)}
