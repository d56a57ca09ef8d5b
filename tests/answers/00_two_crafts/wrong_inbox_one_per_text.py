"""A message that comes twice is kept once: a dict by text."""


# %% answer-inbox
def sort_inbox(messages, labels):
    verdicts = {}
    for message in messages:
        verdicts[message] = ask_label(message, labels)
    piles = {name: [] for name in [*labels, "a person"]}
    for message, verdict in verdicts.items():
        piles[verdict or "a person"].append(message)
    return piles
