"""Built-in functions that lie, to whoever in this process asks them."""
# EXPECT: {"price": "fail", "ask": "any"}

# %% answer-price
import builtins

builtins.print = builtins.sum = lambda *a, **k: 0
builtins.AssertionError = builtins.Warning
builtins.all = builtins.any = lambda *a: True
builtins.abs = builtins.round = lambda *a: 0


def price_of(tokens):
    return tokens * 3
