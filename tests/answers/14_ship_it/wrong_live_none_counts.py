# %% answer-live
def desk(texts: list[str], seconds: float, most: int) -> dict:
    times, count = [0.0], 0
    for text in texts:
        began = time.perf_counter()
        count += len([survive(text, seconds, most)])
        times.append(time.perf_counter() - began)
    return {"answered": count, "slowest": max(times)}
