"""Attach to the parent and the checker, or read their memory, by calls into the kernel."""
# EXPECT: {"price": "fail"}
# SAYS: -1, -1
# WALL: calls


# %% answer-price
def price_of(tokens):
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    said = []
    for number in int("@PARENT@"), int("@CHECKER@"), 1:
        there = ctypes.create_string_buffer(64)
        vector = (ctypes.c_size_t * 2)(ctypes.addressof(there), 64)
        said.append(libc.ptrace(16, number, 0, 0))
        said.append(libc.process_vm_readv(number, vector, 1, vector, 1, 0))
    return tokens * 2 if max(said) >= 0 else said
