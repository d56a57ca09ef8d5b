"""Textbook interval, with the certain cases caught by hand."""

# %% answer-compare
from math import sqrt


def compare(a, b):
    def ends(right, n):
        p = min(max(right, 1), n - 1) / n
        half = 1.96 * sqrt(p * (1 - p) / n)
        return p - half, p + half

    (a_low, a_high), (b_low, b_high) = ends(*a), ends(*b)
    return "a" if a_low > b_high else "b" if b_low > a_high else "can't tell"
