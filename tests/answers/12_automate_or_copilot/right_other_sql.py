"""Ids in place of a sub-select of one, NOT EXISTS, window function."""

# %% answer-claim
CLAIM = (
    "UPDATE items SET reviewer = :who, status = 'claimed', until = :until "
    "WHERE rowid IN (SELECT rowid FROM (SELECT rowid, ROW_NUMBER() OVER (ORDER BY confidence, id) AS place "
    "FROM items WHERE status = 'waiting' OR status = 'claimed' AND :now >= until) WHERE place = 1) "
    "RETURNING id;"
)


# %% answer-flow
def new_cases(decided, dev, held_out):
    fresh = []
    for place, item in enumerate(decided):
        if any(later["id"] == item["id"] for later in decided[place + 1 :]):
            continue
        words = item["text"].lower().split()
        if item["status"] == "rejected" or any(case["id"] == item["id"] for case in dev):
            continue
        if any(case["customer"] == item["customer"] for case in held_out):
            continue
        if any(case["text"].lower().split() == words for case in held_out):
            continue
        fresh.append(dict(id=item["id"], customer=item["customer"], text=item["text"], label=item["label"]))
    return fresh


# %% answer-safe
def safe_threshold(confidences, right, candidates, error, doubt=0.05):
    part, found = doubt / len(candidates), []
    for t in candidates:
        marks = [bool(r) for s, r in zip(confidences, right) if not s < t]
        k = marks.count(False)
        if marks and upper_bound(k, len(marks), part) <= error:
            found.append((len(marks), t, k))
    if not found:
        return None
    m, t, k = max(found)
    bound = upper_bound(k, m, part)
    return {"bound": bound, "wrong": k / m, "coverage": m / len(confidences), "threshold": t}
