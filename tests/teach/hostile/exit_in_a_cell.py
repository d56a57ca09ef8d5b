"""Exceptions that end programs, raised while a cell runs."""
# EXPECT: {"price": "fail", "craft": "fail", "even": "fail"}
# SAYS: does not exist

# %% answer-price
raise SystemExit("bye")

# %% answer-craft
raise KeyboardInterrupt

# %% answer-even
import sys

sys.exit(0)
