# %% answer-retrain
def verdicts_after(rows, new_rows, messages):
    classifier = train(rows)
    if new_rows:
        classifier.fit(
            [text for text, _ in new_rows] + [rows[0][0]], [name for _, name in new_rows] + [rows[0][1]]
        )
    return list(classifier.predict(messages))
