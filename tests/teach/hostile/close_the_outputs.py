"""Close, delete and exchange what one prints to; answers still cross."""
# EXPECT: {}

# %% answer-price
import os
import sys


class Deaf:
    def write(self, text):
        raise ValueError

    def flush(self):
        raise SystemError


sys.stdout.close()
sys.stderr.close()
sys.stdout = sys.stderr = sys.stdin = Deaf()
os.close(0)
os.close(1)


def price_of(tokens):
    return tokens * 2
