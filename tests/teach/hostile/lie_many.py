"""Much data, and more than may cross."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}
# SAYS: MB of data; return less


# %% answer-price
def price_of(tokens):
    return list(range(100_000, 0, -1))


# %% answer-craft
craft = "x" * 9_000_000


# %% answer-refuse
def refuse(text):
    if not text:
        raise ValueError
    return [[]] * 50_000
