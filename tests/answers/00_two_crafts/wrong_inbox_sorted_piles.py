"""Sorts each pile, so that the order of arrival is lost."""


# %% answer-inbox
def sort_inbox(messages, labels):
    piles = {name: [] for name in [*labels, "a person"]}
    for message in sorted(messages):
        piles[ask_label(message, labels) or "a person"].append(message)
    return piles
