"""Collects new rows from call to call, and uses them whenever new ones come."""

# %% answer-retrain
NEW = []


def verdicts_after(rows, new_rows, messages):
    NEW.extend(new_rows)
    return list(train([*rows, *NEW]).predict(messages) if new_rows else train(rows).predict(messages))
