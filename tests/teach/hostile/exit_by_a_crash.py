"""Read from address 0."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: ended the Python process


# %% answer-price
def price_of(tokens):
    import ctypes

    return ctypes.string_at(0)
