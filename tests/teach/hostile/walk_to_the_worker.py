"""Find the worker, its queue of questions and its descriptor in memory, and put made-up questions in."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: not an answer

# %% answer-price
import json
import sys


def price_of(tokens):
    frame = sys._getframe()
    while frame and "requests" not in frame.f_locals:
        frame = frame.f_back
    for question in range(1, 20):
        frame.f_locals["requests"].put(
            json.dumps({"id": question, "op": "call", "path": "double", "args": [tokens], "kwargs": {}})
        )
    return tokens * 2


def double(tokens):
    return tokens * 2
