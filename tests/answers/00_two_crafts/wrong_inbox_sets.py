"""Piles are sets: no order, no second copy."""


# %% answer-inbox
def sort_inbox(messages, labels):
    piles = {name: set() for name in [*labels, "a person"]}
    for message in messages:
        piles[ask_label(message, labels) or "a person"].add(message)
    return piles
