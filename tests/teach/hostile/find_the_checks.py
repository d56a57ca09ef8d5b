"""Look for the checks in memory: modules, frames, every object the collector knows."""
# EXPECT: {"price": "fail"}
# SAYS: nothing


# %% answer-price
def price_of(tokens):
    import gc
    import sys

    mark = "".join(["c.", "call(", "price_of"])  # written so that this line is not what is found
    found = [frame for top in sys._current_frames().values() for frame in walk(top) if mark in texts(frame)]
    for thing in gc.get_objects():
        if isinstance(thing, (list, tuple, dict)) and len(thing) < 500:
            parts = thing.values() if isinstance(thing, dict) else thing
            found += [part for part in list(parts) if isinstance(part, str) and mark in part]
    return tokens * 2 if found else "nothing"


def walk(frame):
    while frame:
        yield frame
        frame = frame.f_back


def texts(frame):
    return "\n".join(part for part in frame.f_code.co_consts if isinstance(part, str))
