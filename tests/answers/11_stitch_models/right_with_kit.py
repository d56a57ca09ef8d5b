"""The kit's own parts."""

# %% answer-weakest
from kit.build import chain


def weakest(cases):
    rates = {}
    for place, step in enumerate(STEPS):

        def ask(text, step=step):
            message = {"role": "user", "content": text}
            return client.chat.completions.create(model=step, messages=[message], temperature=0)

        told = [case["right"][STEPS[place - 1]] if place else case["input"] for case in cases]
        said = [chain(ask, str.strip)(text).answer for text in told]
        rights = [case["right"][step].strip() for case in cases]
        rates[step] = sum(a == b for a, b in zip(said, rights, strict=True)) / len(cases)
    return {"rates": rates, "weakest": min(rates, key=rates.get)}


# %% answer-judge
from kit.measure import against_coin


def judge(threshold, rows, small_price, large_price):
    up = [row["sure"] < threshold for row in rows]
    small, large = [row["small"] for row in rows], [row["large"] for row in rows]
    right = [b if sent else a for a, b, sent in zip(small, large, up, strict=True)]
    return {
        "quality": sum(right) / len(rows),
        "kept": sum(right) / sum(large),
        "sent": sum(up) / len(up),
        "bill": (len(rows) * small_price + sum(up) * large_price) / (len(rows) * large_price),
        "over_coin": against_coin(small, large, up).difference.value,
    }


# %% answer-gate
from kit.build import gated


def ask_desk(text, threshold):
    def named(name):
        return lambda text: client.chat.completions.create(
            model=name, messages=[{"role": "user", "content": text}], logprobs=True, top_logprobs=5
        )

    def sure(step):
        return math.exp(step.raw.choices[0].logprobs.content[0].logprob)

    levels = {name: named(name) for name in ("small", "large")}
    done = gated(levels, sure, threshold, read=label_in)(text)
    return {"answer": done.answer, "by": None if done.answer is None else done.steps[-1].name}


# %% answer-frontier
from kit.measure import frontier


def on_frontier(points):
    if not points:
        return []
    best = frontier({name: tuple(point) for name, point in points.items()}).best
    return sorted([name for name in points if name in best], key=lambda name: points[name][0])


# %% answer-relay
from kit.build import chain


def relay(ticket):
    def ask(prompt):
        messages = [{"role": "user", "content": prompt}]
        return client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=20)

    wish = chain(ask)(f"What does this customer want?\n{ticket}").answer
    told = ticket if wish is None else f"{ticket}\n\nIn short: {wish}"
    return chain(ask)(f"Write one sentence to the customer.\n{told}").answer
