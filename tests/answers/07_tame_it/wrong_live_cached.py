"""Asks through the cache."""


# %% answer-live
def ask_the_desk(prompt, k):
    votes = []
    for _ in range(k):
        try:
            votes.append(read(remembered(prompt, _)))
        except openai.APIError:
            votes.append(None)
    return majority(votes)
