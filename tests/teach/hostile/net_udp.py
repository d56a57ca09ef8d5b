"""Send a datagram out, and one to a listener of this machine (which the test looks at)."""
# EXPECT: {"price": "fail"}
# SAYS: OSError
# WALL: network


# %% answer-price
def price_of(tokens):
    import socket

    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        line.sendto(b"hostile", ("127.0.0.1", int("@PORT@")))
        line.sendto(b"hostile", ("192.0.2.1", 53))
        return tokens * 2
    except OSError as error:
        return type(error).__name__
