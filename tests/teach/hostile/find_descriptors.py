"""What was left open by the parent: a file, a folder, a pipe, somebody's listening socket?"""
# EXPECT: {"price": "fail"}
# SAYS: 'socket'


# %% answer-price
def price_of(tokens):
    import os
    import socket
    import stat

    found = set()
    for number in range(256):
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        if stat.S_ISSOCK(mode):
            one = socket.socket(fileno=os.dup(number))
            found.add("listening" if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) else "socket")
        elif stat.S_ISCHR(mode):
            found.add("device")
        elif stat.S_IFMT(mode):
            found.add("file or pipe")
        else:
            found.add("nameless")  # an event loop's
    return tokens * 2 if found - {"device", "socket", "nameless"} else found
