"""Tidies the messages that it files."""


# %% answer-inbox
def sort_inbox(messages, labels):
    piles = {name: [] for name in [*labels, "a person"]}
    for message in messages:
        message = message.strip().lower()
        piles[ask_label(message, labels) or "a person"].append(message)
    return piles
