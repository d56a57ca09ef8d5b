"""Out of the namespaces, over the mounts, up the rights."""
# EXPECT: {"price": "fail"}
# SAYS: -1
# WALL: calls


# %% answer-price
def price_of(tokens):
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    said = [
        libc.unshare(0x10000000),
        libc.setns(0, 0),
        libc.mount(b"proc", b"/proc", b"proc", 0, None),
        libc.mount(None, b"/", None, 32, None),
        libc.umount2(b".", 2),
        libc.chroot(b"."),
        libc.setuid(1),
        libc.sethostname(b"x", 1),
    ]
    return tokens * 2 if max(said) >= 0 else said
