"""Tell a name server what was seen."""
# EXPECT: {"price": "fail"}
# SAYS: gaierror
# WALL: network


# %% answer-price
def price_of(tokens):
    import socket

    try:
        socket.getaddrinfo("secret.example.org", 80)
        return tokens * 2
    except OSError as error:
        return type(error).__name__
