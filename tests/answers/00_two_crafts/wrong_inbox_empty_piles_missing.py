# %% answer-inbox
def sort_inbox(messages, labels):
    piles = {}
    for message in messages:
        verdict = ask_label(message, labels)
        if verdict is not None:
            piles.setdefault(verdict, []).append(message)
    return piles
