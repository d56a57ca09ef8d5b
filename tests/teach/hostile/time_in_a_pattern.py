"""A pattern that takes longer than the sun lasts."""
# EXPECT: {"price": "fail"}
# SAYS: took more than


# %% answer-price
def price_of(tokens):
    import re

    return re.match("(a+)+$", "a" * 60 + "b")
