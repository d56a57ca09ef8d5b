"""An error whose parts are none: no text, a kind that only the grader may say, names that never end."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: not an answer

# %% answer-price
import kit.learn.worker

first = kit.learn.worker.dumps
kit.learn.worker.dumps = lambda message: first(
    {"id": message["id"], "error": {"kind": "gone", "type": "x", "message": "y", "line": "", "bases": []}}
)


def price_of(tokens):
    return tokens * 2
