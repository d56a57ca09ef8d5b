"""Take what the kernel gives each user so many of: watches, keys, rings, queues."""
# EXPECT: {"price": "fail"}
# SAYS: -1
# WALL: calls


# %% answer-price
def price_of(tokens):
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.mq_open.restype = ctypes.c_int
    said = [
        libc.inotify_init1(0),
        libc.fanotify_init(0, 0),
        libc.syscall(425, 4, ctypes.create_string_buffer(200)),  # io_uring
        libc.semget(0, 10, 0o1600),
        libc.mq_open(b"/x", 0o102, 0o600, None),
        libc.syscall(323, 0),  # userfaultfd, or (arm64) nothing at all
    ]
    return tokens * 2 if max(said) >= 0 else said
