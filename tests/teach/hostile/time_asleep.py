"""Sleep for ever, in a way that every sleeper knows."""
# EXPECT: {"price": "fail"}
# SAYS: took more than


# %% answer-price
def price_of(tokens):
    import time

    time.sleep(10**8)
