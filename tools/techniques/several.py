"""Lesson 07: several answers to one question. Votes, weights, agreement as confidence, and asking again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp
from typing import Any

from kit.build.retry import best_of, retry
from kit.build.vote import majority, weighted_vote
from kit.measure.cases import Case
from kit.measure.compare import unpaired
from kit.measure.rate import Rate
from kit.measure.report import Report
from kit.measure.scorers import one_of
from kit.models.reply import Reply
from techniques.lab import FEELING, FEELINGS, SEED, WARM, Kept, Lab, Line, enum, line, reading

K = 5  # votes


def certainty(reply: Reply) -> float:
    """How likely the model held what it said, from the log-probabilities of its tokens."""
    choice = reply.raw.choices[0]
    return exp(sum(token.logprob for token in choice.logprobs.content)) if choice.logprobs else 1.0


def feeling(text: str) -> str:
    """The prompt that the labels' section asks, too."""
    return f"{FEELING}\n\nCustomer: {text}"


def several(lab: Lab, cases: Sequence[Case], schema: Report) -> Iterator[Line]:
    """A vote of five against one sample and against the steadiest answer (`schema`); weights; agreement."""
    right, form = {"right": one_of(FEELINGS)}, enum(FEELINGS)

    def solve(text: str) -> Kept:
        def ask(number: int) -> Any:
            return lab.ask(
                feeling(text), room=16, response_format=form, temperature=WARM, seed=100 * SEED + number,
                logprobs=True,
            )  # fmt: skip

        found = weighted_vote(ask, K, certainty)
        kept = {
            "weighted": found.answer,
            "said": found.answers,
            "weights": [a.weight for a in found.attempts],
        }
        return Kept(kept, found.usage)

    asked = lab.run(f"{K} samples", solve, cases, {"right": lambda answer, case: False})
    greedy = replace(schema, name="one answer at temperature 0")
    one = reading(asked, "one sample", [kept["said"][0] for kept in asked.answers], right)
    voted = [majority(kept["said"])[0] for kept in asked.answers]
    vote = reading(asked, f"vote of {K}", voted, right)
    weighted = reading(asked, "weighted vote", [kept["weighted"] for kept in asked.answers], right)
    yield line(greedy, one, share=1 / K)
    yield line(one, vote)
    yield line(greedy, vote)
    yield line(vote, weighted)
    heads = [kept["said"].count(answer) for kept, answer in zip(asked.answers, voted, strict=True)]
    truths = [bool(score[0]) for score in vote.scores()]
    sure = [truth for truth, count in zip(truths, heads, strict=True) if count == K]
    torn = [truth for truth, count in zip(truths, heads, strict=True) if count < K]
    if sure and torn:
        a, b = Rate.of(torn), Rate.of(sure)
        used = asked.usage.tokens / len(cases)
        yield Line("all votes agree", "some differ", "right", a, b, unpaired(a, b), K, used)


def again(lab: Lab, cases: Sequence[Case]) -> Iterator[Line]:
    """Ask again when the answer is no label: showing what was wrong, or afresh."""
    grade = one_of(FEELINGS)
    scorers = {"right": grade, "a label": lambda answer, case: answer is not None and _label(answer) is True}
    knobs = {"temperature": WARM}

    def once(text: str) -> Any:
        return lab.ask(feeling(text), **knobs)

    def shown(text: str) -> Any:
        return retry(lambda more: lab.ask(feeling(text), more, **knobs), _label, 3)

    def afresh(text: str) -> Any:
        draws = iter(range(SEED, SEED + 3))
        return best_of(lambda: lab.ask(feeling(text), **knobs, seed=next(draws)), _label, 3)

    first = lab.run("free text, warm", once, cases, scorers)
    for name, solve in (("retry, error shown", shown), ("retry afresh", afresh)):
        report = lab.run(name, solve, cases, scorers)
        yield line(first, report, "a label")
        yield line(first, report)


def _label(answer: str) -> bool | str:
    named = {label for label in FEELINGS if re.search(rf"\b{label}\b", answer.lower())}
    return len(named) == 1 or "answer with one of the two words: positive or negative"
