"""End the parent, the checker, and whoever else can be signalled."""
# EXPECT: {"price": "fail"}
# SAYS: ProcessLookupError
# WALL: processes


# %% answer-price
def price_of(tokens):
    import os

    said = []
    for way in (
        lambda: os.kill(int("@PARENT@"), 9),
        lambda: os.kill(int("@CHECKER@"), 9),
        lambda: os.killpg(int("@CHECKER@"), 9),
        lambda: os.kill(-1, 9),
    ):
        try:
            way()
            return tokens * 2
        except OSError as error:
            said.append(type(error).__name__)
    return said
