"""Change what all forks were made of: memory is copied, so the next one knows nothing of it."""
# EXPECT: {}

# %% answer-price
import builtins
import os
import sys

import kit
import kit.learn.plain
import kit.models.wire

builtins.OpenAI = builtins.left = "left behind"
kit.__dict__["exercise"] = kit.__dict__["OpenAI"] = None
kit.learn.plain.MOST_ITEMS = 1
kit.learn.plain.__dict__.pop("plain")
os.environ["KIT_SOURCE"] = os.environ["LEFT"] = "behind"
sys.path.insert(0, os.getcwd())
sys.setrecursionlimit(300)


def price_of(tokens):
    return tokens * 2
