"""The Responses API throughout, one pass over sorted rows, a sweep for the frontier."""


# %% answer-chain
def chain_right(p, n, labels=None):
    if n == 0:
        return 1
    before = chain_right(p, n - 1, labels)
    if labels:
        return before * p + (1 - before) * ((1 - p) / (labels - 1))
    return before * p


def most_steps(p, target):
    n, left = 0, p
    while left >= target:
        n, left = n + 1, left * p
    return n


# %% answer-weakest
def weakest(cases):
    hits = dict.fromkeys(STEPS, 0)
    for case in cases:
        told = case["input"]
        for step in STEPS:
            try:
                reply = client.responses.create(model=step, input=told, store=False)
                hits[step] += reply.output_text.strip() == case["right"][step].strip()
            except openai.APIError:
                pass
            told = case["right"][step]
    rates = {step: count / len(cases) for step, count in hits.items()}
    return {"rates": rates, "weakest": sorted(rates, key=rates.get)[0], "cases": len(cases)}


# %% answer-threshold
def choose_threshold(rows, keep):
    target = keep * sum(1 for row in rows if row["large"])
    ordered = sorted(rows, key=lambda row: row["sure"])
    won = sum(1 for row in rows if row["small"])
    if won >= target:
        return -1
    for place, row in enumerate(ordered):
        won += row["large"] - row["small"]
        if place + 1 < len(ordered) and ordered[place + 1]["sure"] == row["sure"]:
            continue
        if won >= target:
            above = ordered[place + 1]["sure"] if place + 1 < len(ordered) else row["sure"] + 2
            return (row["sure"] + above) / 2


# %% answer-judge
def judge(threshold, rows, small_price, large_price):
    above = [row for row in rows if row["sure"] >= threshold]
    below = [row for row in rows if row["sure"] < threshold]
    n = len(rows)
    right = sum(row["small"] for row in above) + sum(row["large"] for row in below)
    large = sum(row["large"] for row in rows)
    small = sum(row["small"] for row in rows)
    spent = n * small_price + len(below) * large_price
    line = (len(above) * small + len(below) * large) / n
    return dict(
        quality=right / n,
        kept=right / large,
        sent=len(below) / n,
        bill=spent / (n * large_price),
        over_coin=(right - line) / n,
    )


# %% answer-gate
def ask_desk(text, threshold):
    def ask(name):
        try:
            reply = client.responses.create(
                model=name,
                input=[{"role": "user", "content": text}],
                include=["message.output_text.logprobs"],
                top_logprobs=3,
                store=False,
            )
        except openai.OpenAIError:
            return None, 0.0
        part = reply.output[0].content[0]
        return label_in(part.text), math.exp(part.logprobs[0].logprob) if part.logprobs else 0.0

    label, sure = ask("small")
    if label and sure >= threshold:
        return {"answer": label, "by": "small", "sure": sure}
    label, _ = ask("large")
    return {"answer": label, "by": "large" if label else None}


# %% answer-frontier
def on_frontier(points):
    order = sorted(points, key=lambda name: (points[name][0], -points[name][1]))
    kept, best, at = [], None, None
    for name in order:
        cost, quality = points[name]
        if best is None or quality > best or (quality == best and cost == at):
            kept.append(name)
            best, at = quality, cost
    places = list(points)
    return sorted(kept, key=lambda name: (points[name][0], places.index(name)))


# %% answer-relay
def relay(ticket):
    source = {"role": "user", "content": "Here is what a customer wrote:\n\n" + ticket}
    try:
        wish = client.responses.create(
            model=MODEL, input=[source], instructions="Sum up the wish.", max_output_tokens=20, store=False
        ).output_text
    except openai.APIError:
        wish = ""
    told = [source]
    if wish:
        told += [{"role": "user", "content": f"(In short: {wish})"}]
    told += [{"role": "user", "content": "Now write one sentence to the customer."}]
    try:
        return client.responses.create(model=MODEL, input=told, max_output_tokens=20, store=False).output_text
    except openai.APIError:
        return None
