"""Everything with the tools that the lesson showed."""

# %% answer-split
from kit.measure.splits import split as deal


def split(items, share, seed):
    names = list(range(len(items)))
    changed = True
    while changed:
        changed = False
        for key in ("customer", "text"):
            least = {}
            words = [" ".join(item[key].lower().split()) if key == "text" else item[key] for item in items]
            for name, word in zip(names, words):
                least[word] = min(name, least.get(word, name))
            fresh = [least[word] for word in words]
            changed, names = changed or fresh != names, fresh
    group = {item["id"]: name for item, name in zip(items, names)}
    build, measure = deal(items, share, seed=seed, by=lambda item: group[item["id"]])
    return build, measure


# %% answer-kappa
import kit.measure


def kappa_of(a, b):
    return kit.measure.kappa(a, b).value


# %% answer-errors
from kit.measure import sensitivity_specificity


def errors_of(verdicts, labels):
    good = [[word == "good" for word in words] for words in (verdicts, labels)]
    sensitivity, specificity = sensitivity_specificity(*good)
    return {"sensitivity": sensitivity.value, "specificity": specificity.value}


# %% answer-swap
import re

from kit.measure import swapped


def swap_test(question, pairs):
    def judge(first, second):
        return client.chat.completions.create(
            model=JUDGE,
            messages=[{"role": "user", "content": pair_prompt(question, first, second)}],
            max_completion_tokens=8,
        )

    def read(text):
        found = re.search(r"\b[AB]\b", text)
        return found.group() if found else None

    found = swapped(judge, [tuple(pair) for pair in pairs], read=read)
    came = [v for both in found.verdicts for v in both if v]
    winners = list(found.picks)
    return {
        "winners": winners,
        "consistent": 1 - winners.count(None) / len(winners),
        "first": came.count("A") / len(came) if came else None,
    }
