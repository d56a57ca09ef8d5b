"""An answer nested so deep that reading it exhausts a stack."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: not an answer


# %% answer-price
def price_of(tokens):
    import os

    for number in range(3, 40):
        try:
            os.write(number, b'{"id":1,"ok":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n")
        except OSError:
            pass
    return tokens * 2
