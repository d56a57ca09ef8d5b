"""200 MB on the way out, by print."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: printed more than


# %% answer-price
def price_of(tokens):
    for _ in range(200):
        print("x" * 1_000_000)
    return tokens * 2
