"""Subtracts shares instead of dividing."""


# %% answer-contextual
def contextual(scores, blanks):
    shares = [{k: exp(v) / sum(map(exp, b.values())) for k, v in b.items()} for b in [scores, *blanks]]
    left = {k: shares[0][k] - sum(s[k] for s in shares[1:]) / len(blanks) + 1 / len(scores) for k in scores}
    return {k: v / sum(left.values()) for k, v in left.items()}
