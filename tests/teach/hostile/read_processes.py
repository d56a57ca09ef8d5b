"""See who else runs, what they were started with, and what they hold in memory."""
# EXPECT: {"price": "fail"}
# SAYS: Error
# WALL: files


# %% answer-price
def price_of(tokens):
    import os

    said = []
    for number in "@PARENT@", "@CHECKER@", "self", "1":
        for way in (
            lambda n: os.listdir("/proc"),
            lambda n: open(f"/proc/{n}/cmdline").read(),
            lambda n: open(f"/proc/{n}/mem", "rb"),
            lambda n: os.listdir(f"/proc/{n}/fd"),
            lambda n: os.readlink(f"/proc/{n}/cwd") if n.isdigit() and n != "1" else 1 / 0,
        ):
            try:
                way(number)
                return tokens * 2
            except (OSError, ZeroDivisionError) as error:
                said.append(type(error).__name__)
    return said
