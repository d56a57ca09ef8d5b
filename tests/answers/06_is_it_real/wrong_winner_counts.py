"""Counts right answers where the prompts had different numbers of cases."""


# %% answer-winner
def keep_best(dev, held_out):
    if not dev:
        raise ValueError("no prompt was tried")
    name = max(dev, key=lambda one: sum(dev[one]))
    return {"name": name, "score": sum(held_out[name]) / len(held_out[name])}
