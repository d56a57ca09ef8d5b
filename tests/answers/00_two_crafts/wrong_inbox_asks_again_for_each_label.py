# %% answer-inbox
def sort_inbox(messages, labels):
    piles = {label: [m for m in messages if ask_label(m, labels) == label] for label in labels}
    sorted_out = [m for pile in piles.values() for m in pile]
    return piles | {"a person": [m for m in messages if m not in sorted_out]}
