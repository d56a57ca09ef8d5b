"""Numbers that take longer to write than to have."""
# EXPECT: {"price": "fail", "craft": "fail", "even": "fail"}
# SAYS: more than 3,000 digits


# %% answer-price
def price_of(tokens):
    return 10**100_000


# %% answer-craft
from decimal import Decimal
from fractions import Fraction

craft = [float("nan"), float("inf"), -0.0, Decimal("1e-400"), Fraction(1, 10**5000)]


# %% answer-even
def is_even(n):
    return float("nan")
