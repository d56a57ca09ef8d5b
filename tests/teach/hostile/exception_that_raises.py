"""Exceptions that raise when one asks what they say: an exception, an end of the program, nothing ever."""
# EXPECT: {"price": "fail", "even": "fail", "refuse": "fail"}
# SAYS: could not be shown


# %% answer-price
class Odd(Exception):
    def __str__(self):
        raise SystemExit


def price_of(tokens):
    raise Odd


# %% answer-even
class Long(Exception):
    def __str__(self):
        return "x" * 100_000_000


def is_even(n):
    raise Long


# %% answer-refuse
class Slow(Exception):
    def __str__(self):
        while True:
            pass


def refuse(text):
    raise Slow
