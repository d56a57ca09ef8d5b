"""An answer without end, in one line."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: too much data

# %% answer-price
import os
import stat


def price_of(tokens):
    for number in range(3, 40):
        try:
            while stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, b"x" * 100_000)
        except OSError:
            pass
    return tokens * 2
