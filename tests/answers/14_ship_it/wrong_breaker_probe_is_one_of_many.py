# %% answer-breaker
def breaker(events: list, failures: int, seconds: float) -> list[bool]:
    sent, in_a_row, opened = [], 0, None
    for at, ok in events:
        if opened is not None and at < opened + seconds:
            sent.append(False)
            continue
        sent.append(True)
        if ok:
            in_a_row, opened = 0, None
        else:
            in_a_row += 1
            if opened is not None:
                in_a_row, opened = 1, None
            if in_a_row >= failures:
                opened = at
    return sent
