"""Write until nothing more fits, and leave it there."""
# EXPECT: {}
# WALL: scratch


# %% answer-price
def price_of(tokens):
    try:
        for number in range(1000):
            with open(f"{number}", "wb") as out:
                out.write(bytes(8_000_000))
    except OSError:
        return tokens * 2
    return "no end"
