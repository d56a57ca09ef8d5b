# %% answer-retrain
SEEN = []


def verdicts_after(rows, new_rows, messages):
    SEEN.extend(rows)
    SEEN.extend(new_rows)
    return list(train(SEEN).predict(messages))
