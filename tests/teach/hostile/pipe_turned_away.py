"""Put another file where the pipe was: questions and answers go nowhere."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}


# %% answer-price
def price_of(tokens):
    import os

    nothing = os.open("/dev/null", os.O_RDWR)
    for number in range(3, 40):
        if number != nothing:
            os.dup2(nothing, number)
    return tokens * 2
