"""Never scores the prompt without parts."""


# %% answer-ablate
def ablate(parts):
    whole = score(list(parts.values()))
    return {
        n: whole - (score([t for m, t in parts.items() if m != n]) if len(parts) > 1 else 0) for n in parts
    }
