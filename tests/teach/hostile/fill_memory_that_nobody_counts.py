"""Memory that belongs to no process: shared, queued, or in files without a name."""
# EXPECT: {"price": "fail"}
# SAYS: Error
# WALL: calls


# %% answer-price
def price_of(tokens):
    import ctypes
    import os

    libc = ctypes.CDLL(None, use_errno=True)

    def shared():
        if libc.shmget(0, ctypes.c_size_t(1 << 26), 0o1600) < 0:
            raise OSError("shmget")

    def queue():
        if libc.msgget(0, 0o1600) < 0:
            raise OSError("msgget")

    said = []
    for way in (lambda: open("/dev/shm/x", "wb"), lambda: os.memfd_create("x"), shared, queue):
        try:
            way()
            return tokens * 2
        except OSError as error:
            said.append(type(error).__name__)
    return said
