"""Stop, as with Ctrl-Z, so that nobody is told."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# OR: {}


# %% answer-price
def price_of(tokens):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSTOP)
    return tokens * 2
