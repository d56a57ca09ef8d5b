"""Connect to another machine, and to a server of this one."""
# EXPECT: {"price": "fail"}
# SAYS: Error
# WALL: network


# %% answer-price
def price_of(tokens):
    import socket

    said = []
    for where in ("192.0.2.1", 80), ("127.0.0.1", int("@PORT@")), ("::1", int("@PORT@")):
        try:
            socket.create_connection(where, 1)
            return tokens * 2
        except OSError as error:
            said.append(type(error).__name__)
    return said
