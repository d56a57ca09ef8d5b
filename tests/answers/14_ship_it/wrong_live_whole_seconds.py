# %% answer-live
def desk(texts: list[str], seconds: float, most: int) -> dict:
    """{"answered", "slowest"} over these texts."""
    answered_, slowest = 0, 0.0
    for text in texts:
        began = time.perf_counter()
        answered_ += survive(text, int(seconds), most) is not None
        slowest = max(slowest, time.perf_counter() - began)
    return {"answered": answered_, "slowest": slowest}
