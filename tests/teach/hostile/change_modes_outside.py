"""Landlock keeps nobody from changing modes and times of files that are the user's."""
# EXPECT: {"price": "fail"}
# SAYS: Error
# WALL: scratch


# %% answer-price
def price_of(tokens):
    import os

    said, path = [], "@VICTIM@"
    for way in (
        lambda: os.chmod(path, 0),
        lambda: os.utime(path, (1, 1)),
        lambda: os.setxattr(path, "user.x", b"1"),
    ):
        try:
            way()
            return tokens * 2
        except OSError as error:
            said.append(type(error).__name__)
    return said
