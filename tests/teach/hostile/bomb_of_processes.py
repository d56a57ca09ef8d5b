"""Fork without end, by every door there is."""
# EXPECT: {"price": "fail"}
# SAYS: Error
# WALL: calls


# %% answer-price
def price_of(tokens):
    import ctypes
    import multiprocessing
    import os
    import subprocess

    def by_c():
        if ctypes.CDLL(None).fork() < 0:
            raise OSError("fork")

    said = []
    for way in (
        os.fork,
        by_c,
        lambda: subprocess.run(["true"]),
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
        lambda: multiprocessing.get_context("fork").Process(target=print).start(),
        lambda: os.system("true") and 1 / 0,
        lambda: os.execv("/bin/true", ["true"]),
    ):
        try:
            way()
            return tokens * 2
        except (OSError, ZeroDivisionError) as error:
            said.append(type(error).__name__)
    return said
