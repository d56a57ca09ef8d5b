"""Close every descriptor: then nothing comes back."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}


# %% answer-price
def price_of(tokens):
    import os

    os.closerange(3, 256)
    return tokens * 2
