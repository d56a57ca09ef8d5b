"""The kit's own parts where they fit."""

# %% answer-pays
from math import inf

from kit.measure import Stakes, expected_value


def pays(dev, held_out, stakes):
    terms = Stakes(**stakes)
    best = expected_value([s for s, _ in dev], [g for _, g in dev], terms).best
    # the kit says -inf where everything is answered; here a confidence of dev is wanted
    cut = min(s for s, _ in dev) if best.threshold == -inf else best.threshold

    def worth(cut):
        kept = [terms.outcome(bool(g)) if s >= cut else terms.person for s, g in held_out]
        return sum(kept) / len(kept)

    threshold = None if cut == inf else cut
    return {"threshold": threshold, "value": worth(cut), "all": worth(-inf), "none": worth(inf)}


# %% answer-minute
from kit.measure import Stakes


def flip_price(right, stakes):
    free = Stakes(**{**stakes, "minute": 0})
    return max(0, (free.person - free.outcome(sum(right) / len(right))) / free.minutes)


# %% answer-safe
from kit.measure import risk_coverage


def safe_threshold(confidences, right, candidates, error, doubt=0.05):
    curve = risk_coverage(confidences, right)
    for cut in sorted(candidates):
        point = curve.at(cut)
        if point.error is None:
            continue
        bound = upper_bound(point.error.successes, point.error.n, doubt / len(candidates))
        if bound <= error:
            same = [t for t in candidates if curve.at(t).coverage == point.coverage]
            coverage, wrong = point.coverage.value, point.error.value
            return dict(threshold=max(same), coverage=coverage, wrong=wrong, bound=bound, n=point.error.n)
    return None


# %% answer-live
from kit.measure import sample


def decide(review, k, threshold):
    def ask():
        messages = [
            {"role": "system", "content": "Is the review positive or negative? Answer with one word."}
        ]
        messages.append({"role": "user", "content": review})
        return client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=12)

    said = []
    for _ in range(k):
        try:
            said.append(read(ask().choices[0].message.content or ""))
        except openai.APIError:
            said.append(None)
    counts = sorted(((said.count(x), x) for x in ("negative", "positive")), reverse=True)
    (most, label), (other, _) = counts
    if most == other:
        return {"by": "person", "confidence": 0, "label": None}
    return {"by": "model" if most / k >= threshold else "person", "confidence": most / k, "label": label}


# %% answer-audit
def audit(cases):
    total = wrong = found = read = 0
    blind = False
    for case in cases:
        blind = blind or not case["chance"]
        if case["read"]:
            read += 1
            found += case["wrong"]
            total += 1 / case["chance"]
            wrong += case["wrong"] / case["chance"]
    share = None if blind or not read else wrong / total
    return {"weighted": share, "plain": found / read if read else None, "read": read}
