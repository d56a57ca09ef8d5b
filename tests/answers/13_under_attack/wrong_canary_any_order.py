"""The same letters in any order."""


# %% answer-canary
def leaks(answer, token):
    def bare(text):
        return "".join(s for s in text.lower() if s.isalnum())

    wanted, said = sorted(bare(token)), bare(answer)
    return any(sorted(said[i : i + len(wanted)]) == wanted for i in range(len(said)))
