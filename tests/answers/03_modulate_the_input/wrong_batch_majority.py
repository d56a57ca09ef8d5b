"""Estimates the leaning from how often each label wins."""


# %% answer-batch
def batch(rows):
    wins = {label: 1 for label in rows[0]}
    for row in rows:
        wins[max(row, key=row.get)] += 1
    odds = [{label: exp(v) / wins[label] for label, v in row.items()} for row in rows]
    return [{label: v / sum(row.values()) for label, v in row.items()} for row in odds]
