"""A loop that no interrupt ends."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: did not stop when interrupted


# %% answer-price
def price_of(tokens):
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        pass
