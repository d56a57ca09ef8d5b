"""A thread reads along, and answers before the function does; then there are two answers."""
# EXPECT: {"price": "any", "craft": "any", "ask": "any", "even": "any", "refuse": "not run"}
# SAYS: not an answer to what it was asked

# %% answer-price
import json
import os
import socket
import threading
import time


def lines():
    for number in range(3, 40):
        try:
            one = socket.socket(fileno=os.dup(number))
            one.getpeername()
            if one.family == socket.AF_UNIX:
                yield one
        except OSError:
            pass


def answer(line):
    while True:
        try:
            request = json.loads(line.recv(65536, socket.MSG_PEEK).split(b"\n")[0])
            if request["op"] == "call":
                line.sendall(json.dumps({"id": request["id"], "ok": request["args"][0] * 2}).encode() + b"\n")
                return
        except (OSError, ValueError, KeyError):
            time.sleep(0)


def price_of(tokens):
    return tokens * 3


for line in lines():
    threading.Thread(target=answer, args=[line], daemon=True).start()
