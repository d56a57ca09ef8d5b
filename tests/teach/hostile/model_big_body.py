"""Send the model a gigabyte, or say so."""
# EXPECT: {}

# %% answer-price
import os
import socket
from urllib.parse import urlsplit


def price_of(tokens):
    place = urlsplit(os.environ["KIT_GATEWAY"])
    for size in ("1000000000", "-1", "1e9", "9" * 30):
        with socket.create_connection((place.hostname, place.port), 2) as line:
            line.sendall(f"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: {size}\r\n\r\n".encode())
            try:
                for _ in range(1000):
                    line.sendall(bytes(1_000_000))
            except OSError:
                continue
            return "it took a gigabyte"
    return tokens * 2
