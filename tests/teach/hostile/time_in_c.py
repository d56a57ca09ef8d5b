"""A loop in C, which never looks whether it was interrupted."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: did not stop when interrupted


# %% answer-price
def price_of(tokens):
    from itertools import repeat

    return sum(repeat(0))
