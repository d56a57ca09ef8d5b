"""Read the solution, the tests and the history, and answer with what is found there."""
# EXPECT: {"price": "fail"}
# SAYS: PermissionError
# WALL: files


# %% answer-price
def price_of(tokens):
    from pathlib import Path

    said = []
    for place in Path("@COURSE@"), Path("@COURSE@/solutions"), Path("@COURSE@/tests"), Path("@COURSE@/.git"):
        try:
            return tokens * 2 if list(place.iterdir()) else 0
        except OSError as error:
            said.append(type(error).__name__)
    return said
