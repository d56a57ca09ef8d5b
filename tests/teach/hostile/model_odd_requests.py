"""Requests that are none: no JSON, too deep, paths and headers that nobody sends."""
# EXPECT: {"ask": "fail"}

# %% answer-ask
import os
import socket
from urllib.parse import urlsplit


def send(text, body=b""):
    place = urlsplit(os.environ["KIT_GATEWAY"])
    with socket.create_connection((place.hostname, place.port), 2) as line:
        line.sendall(text.encode("latin-1") + b"content-length: %d\r\n\r\n" % len(body) + body)
        return line.recv(1000)


def ask(text):
    path = "POST /v1/chat/completions HTTP/1.1\r\n"
    for first, body in (
        (path, b"rubbish"),
        (path, b"[" * 100_000),
        (path, b'{"model": 5, "messages": {"a": NaN}}'),
        (path, b'{"model": "a", "messages": [{"role": "user", "content": "\\ud800\\u0000"}]}'),
        ("POST //[:: HTTP/1.1\r\n", b"{}"),
        ("POST /v1/\xff HTTP/9.9\r\n", b"{}"),
        ("\x00\x01\x02\r\n", b""),
        (path + "a: b\r\n" * 1000, b"{}"),
    ):
        try:
            send(first, body)
        except OSError:
            pass
    reply = client.chat.completions.create(model="any", messages=[{"role": "user", "content": text}])
    return reply.choices[0].message.content
