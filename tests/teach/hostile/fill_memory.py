"""Take more memory than there is."""
# EXPECT: {"price": "fail"}
# SAYS: MemoryError
# WALL: limits


# %% answer-price
def price_of(tokens):
    kept = []
    while True:
        kept.append(bytes(1_000_000_000))
