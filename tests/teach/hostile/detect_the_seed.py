"""Know the notebook's cases by heart: a grade has others."""
# EXPECT: {"price": "fail"}


# %% answer-price
def price_of(tokens):
    import random

    from kit.learn.link import seed_for

    rng = random.Random(seed_for(0, "90_attacked", "price"))
    known = [rng.randint(10, 10**9) for _ in range(3)]
    return tokens * 2 if tokens in known else -1
