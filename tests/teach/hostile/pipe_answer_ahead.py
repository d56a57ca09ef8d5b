"""Write the outcomes of the next questions into every descriptor, before they are asked."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: not an answer to what it was asked


# %% answer-price
def price_of(tokens):
    import json
    import os

    for number in range(3, 40):
        try:
            for question in range(1, 50):
                os.write(number, json.dumps({"id": question, "ok": tokens * 2}).encode() + b"\n")
        except OSError:
            pass
    return tokens * 3
