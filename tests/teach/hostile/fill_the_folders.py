"""Make files without end."""
# EXPECT: {}
# WALL: scratch

# %% answer-price
import os


def fill():
    try:
        for number in range(10**6):
            os.mknod(f"{number}")
    except OSError:
        return True


FULL = fill()


def price_of(tokens):
    return tokens * 2 if FULL else "no end"
