"""Read what somebody else handed in: straight, by a link, by a descriptor's path."""
# EXPECT: {"price": "fail"}
# SAYS: PermissionError
# WALL: files


# %% answer-price
def price_of(tokens):
    import os

    def symbolic():
        os.symlink("@VICTIM@", "a")
        return open("a").read()

    def hard():
        os.link("@VICTIM@", "b")
        return open("b").read()

    def by_path():
        return open(f"/proc/self/fd/{os.open('@VICTIM@', os.O_PATH)}").read()

    said = []
    for way in (lambda: open("@VICTIM@").read(), symbolic, hard, by_path):
        try:
            return tokens * 2 if way() else 0
        except OSError as error:
            said.append(type(error).__name__)
    return said
