"""Open files until no more can be had: then there is none left for a call of the model, either."""
# EXPECT: {"ask": "fail"}
# WALL: limits

# %% answer-price
KEPT = []


def price_of(tokens):
    try:
        while len(KEPT) < 100_000:
            KEPT.append(open("/dev/null"))
    except OSError:
        return tokens * 2
    return "no end"
