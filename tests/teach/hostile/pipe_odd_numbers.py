"""Whole numbers of a million digits, and dicts with keys that cannot be any."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: not an answer

# %% answer-price
import kit.learn.worker

kit.learn.worker.dumps = lambda message: (
    '{"id": "%s", "ok": {"$": "dict", "items": [[[], %s]]}}' % (message["id"], "9" * 1_000_000)
)


def price_of(tokens):
    return tokens * 2
