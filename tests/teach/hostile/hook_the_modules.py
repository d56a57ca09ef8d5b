"""Exchange the modules by which the grader reaches names, and the checks' own."""
# EXPECT: {"price": "fail"}

# %% answer-price
import sys
import types

import kit.learn.check
import kit.learn.plain
import kit.learn.say

kit.learn.check.Check.equal = kit.learn.check.Check.that = lambda *a, **k: None
kit.learn.say.same = lambda *a: True
fake = types.ModuleType("kit.learn.check")
fake.Check = fake.exercise = lambda *a, **k: None
for name in "kit.learn.check", "kit.learn.verdict", "kit.learn.grade", "kit.learn.wall":
    sys.modules[name] = fake


def price_of(tokens):
    return tokens * 3
