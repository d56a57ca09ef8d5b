"""Leaves failed calls out, as if nobody had waited for them."""


# %% answer-pair
def pair(old: list[dict], new: list[dict]) -> dict:
    """{"ids", "old", "new", "left_out"} of two runs."""

    def gathered(run):
        texts, scores = {}, {}
        for row in run:
            if row["right"] is None:
                continue
            texts[row["id"]] = row["text"]
            scores.setdefault(row["id"], []).append(1 if row["right"] else 0)
        return texts, scores

    (texts, before), (others, after) = gathered(old), gathered(new)
    ids = [one for one in texts if one in others and others[one] == texts[one]]
    return {
        "ids": ids,
        "old": [mean(before[one]) for one in ids],
        "new": [mean(after[one]) for one in ids],
        "left_out": len(texts.keys() | others.keys()) - len(ids),
    }
