# %% answer-inbox
def sort_inbox(messages, labels):
    piles = {name: [] for name in [*labels, "a person"]}
    for message in messages:
        verdict = ask_label(message, labels)
        if verdict:
            piles[verdict].append(message)
    return piles
