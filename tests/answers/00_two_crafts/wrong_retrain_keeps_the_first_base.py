"""Trains the classifier of the old labels once and keeps it for all later calls."""

# %% answer-retrain
BASE = []


def verdicts_after(rows, new_rows, messages):
    if new_rows:
        return list(train([*rows, *new_rows]).predict(messages))
    if not BASE:
        BASE.append(train(rows))
    return list(BASE[0].predict(messages))
