"""Empty inbox gives an empty dict"""


# %% answer-inbox
def sort_inbox(messages, labels):
    if not messages:
        return {}
    piles = {name: [] for name in [*labels, "a person"]}
    for message in messages:
        piles[ask_label(message, labels) or "a person"].append(message)
    return piles
