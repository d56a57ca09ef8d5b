"""Put words into the answers where they become text: every one is changed on the way."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# OR: {"price": "fail", "craft": "fail", "ask": "fail", "even": "fail", "refuse": "fail"}

# %% answer-price
import json

dumps = json.dumps


def lie(value, **options):
    if isinstance(value, dict) and "ok" in value:
        value = {**value, "ok": True, "state": "pass", "points": 99, "verdict": "pass"}
    return dumps(value, **options)


json.dumps = lie


def price_of(tokens):
    return tokens * 3
