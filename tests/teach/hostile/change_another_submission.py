"""Write, rename, delete, close and date what somebody else handed in."""
# EXPECT: {"price": "fail"}
# SAYS: Error
# WALL: files


# %% answer-price
def price_of(tokens):
    import os

    said, path = [], "@VICTIM@"
    for way in (
        lambda: open(path, "w"),
        lambda: os.truncate(path, 0),
        lambda: os.remove(path),
        lambda: os.rename(path, "mine"),
        lambda: os.rename(path, path + "2"),
    ):
        try:
            way()
            return tokens * 2
        except OSError as error:
            said.append(type(error).__name__)
    return said
