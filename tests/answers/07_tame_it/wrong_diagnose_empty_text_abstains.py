"""Takes an empty text for an abstention."""


# %% answer-diagnose
def diagnose(ballots, labels):
    pairs, n = list(zip(ballots, labels, strict=True)), len(labels)
    same = [(row[0], y) for row, y in pairs if len(set(row)) == 1 and row[0]]
    return {
        "one": sum(a == y for row, y in pairs for a in row) / sum(len(row) for row in ballots),
        "vote": sum(majority(row)["answer"] == y for row, y in pairs) / n,
        "reach": sum(y in row for row, y in pairs) / n,
        "as_one": len(same) / n,
        "sure_wrong": sum(a != y for a, y in same) / len(same) if same else None,
    }
