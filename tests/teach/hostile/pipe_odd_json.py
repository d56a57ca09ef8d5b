"""With the right id, by the grader's own door: what JSON allows and nobody expects."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: not an answer

# %% answer-price
import kit.learn.worker

first = kit.learn.worker.dumps
kit.learn.worker.dumps = lambda message: (
    '{"id": "%s", "ok": 1, "ok": 2, "error": NaN, "id": "%s"}' % (message["id"], message["id"])
)


def price_of(tokens):
    return tokens * 2
