"""Arrays and cumulative sums, a common table expression, Fractions, responses API."""

# %% answer-safe
import numpy as np


def safe_threshold(confidences, right, candidates, error, doubt=0.05):
    sure, good, cuts = np.array(confidences), np.array(right, dtype=bool), np.sort(np.array(candidates))
    inside = sure[None, :] >= cuts[:, None]
    n, wrong = inside.sum(1), (inside & ~good).sum(1)
    found = {}
    for cut, m, k in zip(cuts.tolist(), n.tolist(), wrong.tolist()):
        if m and (bound := upper_bound(k, m, doubt / len(cuts))) <= error:
            found[m] = {"threshold": cut, "coverage": m / len(sure), "wrong": k / m, "bound": bound}
    return found[max(found)] if found else None


# %% answer-pays
import numpy as np


def pays(dev, held_out, stakes):
    person = stakes["success"] - stakes["person_error"] * (stakes["success"] + stakes["error"])
    person -= stakes["minute"] * stakes["minutes"]

    def values(pairs):
        sure, good = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs], dtype=bool)
        return sure, np.where(good, stakes["success"], -stakes["error"])

    sure, worth = values(dev)
    cuts = np.unique(sure)[::-1]
    gains = [float((worth - person)[sure >= cut].sum()) for cut in cuts]
    best = int(np.argmax(np.round(gains, 6))) if round(max(gains), 6) > 0 else None
    chosen = None if best is None else float(cuts[best])
    sure, worth = values(held_out)
    kept = np.full(len(sure), False) if chosen is None else sure >= chosen
    value = float(np.where(kept, worth, person).mean())
    return {"threshold": chosen, "value": value, "all": float(worth.mean()), "none": person}


# %% answer-minute
from fractions import Fraction


def flip_price(right, stakes):
    success, error = Fraction(stakes["success"]), Fraction(stakes["error"])
    slip = Fraction(stakes["person_error"])
    alone = Fraction(sum(success if good else -error for good in right), len(right))
    free = (1 - slip) * success - slip * error
    return float(max(Fraction(0), (free - alone) / Fraction(stakes["minutes"])))


# %% answer-claim
CLAIM = """
WITH next AS (
    SELECT id FROM items
    WHERE NOT (status = 'done' OR (status = 'claimed' AND until > :now))
    ORDER BY confidence ASC, id ASC
    LIMIT 1
)
UPDATE items SET (status, reviewer, until) = ('claimed', :who, :until)
WHERE id IN (SELECT id FROM next)
RETURNING id
"""

# %% answer-flow
import re


def new_cases(decided, dev, held_out):
    def plain(text):
        return re.sub(r"\s+", " ", text.casefold()).strip()

    known = [case["id"] for case in dev]
    away = [(case["customer"], plain(case["text"])) for case in held_out]
    found = []
    for item in reversed(decided):  # the last decision of an id is met first
        if item["id"] in known:
            continue
        known.append(item["id"])
        leaks = any(item["customer"] == who or plain(item["text"]) == text for who, text in away)
        if item["label"] is not None and not leaks:
            found.insert(0, {n: v for n, v in item.items() if n != "status"})
    return found


# %% answer-audit
import numpy as np


def audit(cases):
    seen = [case for case in cases if case["wrong"] is not None]
    if not seen:
        return {"read": 0, "plain": None, "weighted": None}
    wrong = np.array([case["wrong"] for case in seen], dtype=float)
    told = {"read": len(seen), "plain": float(wrong.mean()), "weighted": None}
    if min(case["chance"] for case in cases) > 0:
        told["weighted"] = float(np.average(wrong, weights=[1 / case["chance"] for case in seen]))
    return told


# %% answer-live
from collections import Counter


def decide(review, k, threshold):
    votes = Counter()
    for _ in range(k):
        try:
            reply = client.responses.create(
                model=MODEL,
                input=f"{review}\n\nIs that positive or negative? One word.",
                max_output_tokens=16,
                store=False,
            )
        except openai.APIError:
            continue
        if label := read(reply.output_text):
            votes[label] += 1
    top = votes.most_common()
    if not top or (len(top) == 2 and top[0][1] == top[1][1]):
        return {"label": None, "confidence": 0.0, "by": "person"}
    label, count = top[0]
    return {"label": label, "confidence": count / k, "by": "person" if count / k < threshold else "model"}
