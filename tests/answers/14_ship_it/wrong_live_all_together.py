# %% answer-live
def desk(texts: list[str], seconds: float, most: int) -> dict:
    times, count = [0.0], 0
    for text in texts:
        began = time.perf_counter()
        count += survive(text, seconds, most) is not None
        times.append(time.perf_counter() - began)
    return {"answered": count, "slowest": sum(times)}
