"""Talk to the warm parent, and to any log, by a socket that has a path: no namespace is around those."""
# EXPECT: {"price": "fail"}
# SAYS: PermissionError
# WALL: calls


# %% answer-price
def price_of(tokens):
    import _socket
    import socket

    def parent():
        socket.socket(socket.AF_UNIX).connect("@SOCKET@")

    def log():
        _socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"hostile", "@LOG@")

    def pair_of_streams():
        _socket.socketpair()[0].connect("@SOCKET@")

    said = []
    for way in parent, log, pair_of_streams:
        try:
            way()
            return tokens * 2
        except OSError as error:
            said.append(type(error).__name__)
    return said
