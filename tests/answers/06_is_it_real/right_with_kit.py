"""Everything with the kit's own tools."""

# %% answer-twice
import kit


def run_twice(texts, labels):
    def one_run():
        def ask(i):
            messages = [{"role": "user", "content": prompt(texts[i])}]
            return client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=8)

        replies = kit.sample(ask, len(texts), progress=False).replies
        return [decide(reply.text) == label for reply, label in zip(replies, labels, strict=False)]

    return [one_run(), one_run()]


# %% answer-floor
from kit.measure import noise_floor, paired


def floor_of(first, second):
    found = paired(first, second)
    return {
        "difference": found.difference.value,
        "flips": found.only_a + found.only_b,
        "floor": noise_floor([first, second]).value,
    }


# %% answer-mcnemar
from kit.measure import paired


def p_value(a, b):
    return paired(a, b).p_value if len(a) else 1.0


# %% answer-interval
from kit.measure import bootstrap


def interval(a, b):
    found = bootstrap([y - x for x, y in zip(a, b, strict=False)])
    return found.low, found.high


# %% answer-cases
import math


def cases_for(difference, discordant):
    if difference == 0 or not 0 < discordant <= 1:
        raise ValueError("nothing to find")
    square = difference**2
    if square > discordant**2:
        raise ValueError("more difference than discordant cases")
    root = 1.96 * math.sqrt(discordant) + 0.84 * math.sqrt(discordant - square)
    return math.ceil(root**2 / square)


# %% answer-verdict
def judge(report):
    shared = sorted(set(report["a"]) & set(report["b"]))
    pairs = [(report["a"][case], report["b"][case]) for case in shared]
    if not pairs:
        return "inconclusive"
    a, b = zip(*pairs, strict=False)
    if p_value(a, b) * report["looks"] > 0.05:
        return "inconclusive"
    return "better" if pairs.count((False, True)) > pairs.count((True, False)) else "worse"


# %% answer-winner
from kit import Rate


def keep_best(dev, held_out):
    rates = {name: Rate.of(right).value for name, right in dev.items()}
    if not rates:
        raise ValueError("nothing to choose from")
    best = sorted(rates, key=rates.get, reverse=True)[0]
    return {"name": best, "score": Rate.of(held_out[best]).value, "dev": rates[best]}
