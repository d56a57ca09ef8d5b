"""As much data as may cross, and a little more."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}
# SAYS: MB of data; return less


# %% answer-price
def price_of(tokens):
    return list(range(300_000, 0, -1))


# %% answer-craft
craft = "x" * 9_000_000


# %% answer-refuse
def refuse(text):
    if not text:
        raise ValueError
    return [[]] * 300_000
