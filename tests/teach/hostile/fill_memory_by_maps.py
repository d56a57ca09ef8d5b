"""Take memory that is no object of Python's."""
# EXPECT: {"price": "fail"}
# SAYS: OSError
# WALL: limits


# %% answer-price
def price_of(tokens):
    import mmap

    kept = []
    while True:
        kept.append(mmap.mmap(-1, 512_000_000))
