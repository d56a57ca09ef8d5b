"""With what the package has: one_of, evaluate, a Counter that is sorted first."""

# %% answer-grade
from kit import Case
from kit.measure import scorers


def grade(answer, label, labels):
    return scorers.one_of(labels)(answer.replace("_", " "), Case("", label)).value


# %% answer-ladder
from collections import Counter

import numpy as np

from kit import Rate


def ladder(dev, held_out, answers):
    commonest = Counter(sorted(dev)).most_common(1)[0][0]
    truth = np.array(held_out)
    rights = {name: int((np.array(said) == truth).sum()) for name, said in answers.items()}
    return {"constant": int((truth == commonest).sum())} | rights


def shown(rights, n):
    rates = {name: Rate(right, n) for name, right in rights.items()}
    floor = rates.pop("constant").value
    return [name for name in sorted(rates) if rates[name].low > floor]


# %% answer-cut
from kit.measure import split


def cut(families, share, seed):
    dev, held_out = split(range(len(families)), share, seed=seed, by=lambda place: families[place])
    return [list(dev), list(held_out)]


# %% answer-repeats
import numpy as np


def mean_over_cases(rows):
    means = [np.mean([x for x in row if x is not None]) for row in rows if any(x is not None for x in row)]
    if len(means) < 2:
        raise ValueError("two answered cases or more are needed")
    value, half = np.mean(means), 1.96 * np.std(means, ddof=1) / len(means) ** 0.5
    low, high = np.clip([value - half, value + half], 0, 1)
    return {"value": value, "low": low, "high": high, "cases": len(means)}


# %% answer-run
from kit import Case, evaluate


def run(cases, labels):
    def ask(text):
        question = f"Sort this message into one of {labels}. Answer with the label only.\n\n{text}"
        return client.responses.create(model=MODEL, input=question, max_output_tokens=16, store=False)

    def graded(answer, case):
        return grade(answer, case.expected, labels)

    made = [Case(case["text"], case["label"], id=case["id"]) for case in cases]
    report = evaluate(ask, made, graded, concurrency=3, progress=False)
    return [
        {"id": row.case.id, "answer": row.answer, "right": None if row.error else row.scores["graded"].value}
        for row in report.rows
    ]
