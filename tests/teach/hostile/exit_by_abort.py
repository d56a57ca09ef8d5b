"""Abort half-way: what was earned by then stays."""
# EXPECT: {"ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: ended the Python process


# %% answer-ask
def ask(text):
    import os

    os.abort()
