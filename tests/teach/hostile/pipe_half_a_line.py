"""Half a line, and then nothing more."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}

# %% answer-price
import os
import stat


def price_of(tokens):
    for number in range(3, 40):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, b'{"id": "')
        except OSError:
            pass
    return tokens * 2
