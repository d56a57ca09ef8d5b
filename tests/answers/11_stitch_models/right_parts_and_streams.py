"""Shares instead of counts, messages made of parts, a stream, a conversation that goes on."""

# %% answer-chain
from functools import reduce


def chain_right(p, n, labels=None):
    m = [[p, 1 - p], [0 if labels is None else (1 - p) / (labels - 1), 0]]
    m[1][1] = 1 - m[1][0]
    return reduce(
        lambda v, _: [v[0] * m[0][0] + v[1] * m[1][0], v[0] * m[0][1] + v[1] * m[1][1]], range(n), [1.0, 0.0]
    )[0]


def most_steps(p, target):
    low, high = 0, 1
    while p**high >= target:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if p**middle >= target else (low, middle)
    return low


# %% answer-weakest
def weakest(cases):
    def said(step, text):
        try:
            pieces = client.chat.completions.create(
                model=step,
                messages=[{"role": "user", "content": [{"type": "text", "text": text}]}],
                stream=True,
            )
            return "".join(p.choices[0].delta.content or "" for p in pieces if p.choices)
        except openai.APIError:
            return None

    rates, before = {}, None
    for step in STEPS:
        hits = []
        for case in cases:
            text = case["input"] if before is None else case["right"][before]
            answer = said(step, text)
            hits.append(answer is not None and answer.strip() == case["right"][step].strip())
        rates[step], before = sum(hits) / len(hits), step
    low = min(rates.values())
    return {"rates": rates, "weakest": next(step for step in STEPS if rates[step] == low)}


# %% answer-threshold
def choose_threshold(rows, keep):
    def share(values):
        values = list(values)
        return sum(values) / len(values)

    target = keep * share(row["large"] for row in rows)
    found = []
    for t in {-1.0, *(row["sure"] for row in rows), 1.5}:
        up = share(row["sure"] < t for row in rows)
        won_up = sum(row["large"] for row in rows if row["sure"] < t) / max(1, len(rows) * up)
        won = sum(row["small"] for row in rows if row["sure"] >= t) / max(1, len(rows) * (1 - up))
        quality = up * won_up + (1 - up) * won
        if quality >= target:
            found.append((share(row["sure"] < t for row in rows), t))
    return min(found)[1]


# %% answer-judge
def judge(threshold, rows, small_price, large_price):
    def mean(values):
        values = [float(v) for v in values]
        return math.fsum(values) / len(values)

    out = {}
    out["sent"] = mean(r["sure"] < threshold for r in rows)
    out["quality"] = mean(r["large"] if r["sure"] < threshold else r["small"] for r in rows)
    out["kept"] = out["quality"] / mean(r["large"] for r in rows)
    out["bill"] = mean(small_price + large_price * (r["sure"] < threshold) for r in rows) / large_price
    out["over_coin"] = out["quality"] - mean(
        (1 - out["sent"]) * r["small"] + out["sent"] * r["large"] for r in rows
    )
    return out


# %% answer-gate
def ask_desk(text, threshold):
    def ask(name, **knobs):
        return client.chat.completions.create(
            model=name,
            messages=[{"role": "user", "content": [{"type": "text", "text": text}]}],
            temperature=0,
            max_tokens=20,
            **knobs,
        ).choices[0]

    try:
        small = ask("small", logprobs=True, top_logprobs=0)
        label = label_in(small.message.content)
        if label and small.logprobs.content[0].logprob >= (
            math.log(threshold) if threshold > 0 else -math.inf
        ):
            return {"answer": label, "by": "small"}
    except openai.APIError:
        pass
    try:
        label = label_in(ask("large").message.content)
    except openai.APIError:
        label = None
    return dict(answer=label, by=label and "large")


# %% answer-frontier
def on_frontier(points):
    names = list(points)
    for one in list(points):
        cost, quality = points[one]
        for x, y in points.values():
            if x <= cost and y >= quality and [x, y] != [cost, quality]:
                names.remove(one)
                break
    names.sort(key=lambda n: points[n][0])
    return tuple(names)


# %% answer-relay
def relay(ticket):
    history = [
        {"role": "system", "content": "You help at a desk."},
        {"role": "user", "content": f"{ticket}\n\nIn one short sentence, what does the customer want?"},
    ]
    knobs = {"model": MODEL, "max_tokens": 24, "temperature": 0}
    try:
        wish = client.chat.completions.create(messages=history, **knobs).choices[0].message
        history.append({"role": "assistant", "content": wish.content})
        history.append({"role": "user", "content": "Now write one sentence to the customer."})
    except openai.APIError:
        history = [{"role": "user", "content": f"{ticket}\n\nWrite one sentence to the customer."}]
    try:
        return client.chat.completions.create(messages=history, **knobs).choices[0].message.content
    except openai.APIError:
        return None
