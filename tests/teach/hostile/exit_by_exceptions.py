"""Exceptions that end programs, raised where the grader calls."""
# EXPECT: {"price": "fail", "even": "fail", "refuse": "fail"}
# SAYS: SystemExit


# %% answer-price
def price_of(tokens):
    raise SystemExit(0)


# %% answer-even
def is_even(n):
    return is_even(n)


# %% answer-refuse
def refuse(text):
    raise KeyboardInterrupt
