"""Send descriptors that nobody takes: a user may have so many under way, and a class is one user."""
# EXPECT: {}
# WALL: network

# %% answer-price
import _socket
import os
import socket

PAIRS = []


def price_of(tokens):
    nothing = os.open("/dev/null", os.O_RDONLY)
    try:
        while len(PAIRS) < 100:
            PAIRS.append([socket.socket(fileno=p.detach()) for p in _socket.socketpair()])
            for _ in range(20):
                PAIRS[-1][0].setblocking(False)
                socket.send_fds(PAIRS[-1][0], [b"x"], [nothing] * 250)
    except OSError:
        pass
    return tokens * 2
