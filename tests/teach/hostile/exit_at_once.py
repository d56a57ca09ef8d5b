"""End the process, before anybody can ask."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: ended the Python process

# %% answer-price
import os

os._exit(0)
