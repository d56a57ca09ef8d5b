"""Lesson 03: one label for a text. Free text, schema, log-probabilities, calibration, examples, no model."""

import random
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

from kit import desk, model
from kit.build.labels import batch_calibration, choose, contextual_calibration, label_logprobs
from kit.measure.cases import Case
from kit.measure.evaluate import evaluate
from kit.measure.report import Report
from kit.measure.scorers import one_of
from kit.models.reply import Reply
from techniques.lab import FEELING, FEELINGS, SEED, Kept, Lab, Line, enum, line, reading
from techniques.several import again, several

WISHES = {"return": "return", "exchange": "exchange", "cancel": "cancel", "change item": "item",
          "change address": "address"}  # one word each, so that the first token tells them apart  # fmt: skip
WISH = (
    "What does this customer want: to return, to exchange, to cancel, to change an item of an order not yet "
    "shipped, or to change an address? Answer with one word: return, exchange, cancel, item or address."
)


def scored(lab: Lab, prompt: Callable[[str], str], labels: Sequence[str]) -> Callable[[str], Kept]:
    """A `solve` that reads how likely each label is from one answered token."""

    def solve(text: str) -> Kept:
        reply = lab.ask(prompt(text), room=1, logprobs=True, top_logprobs=20)
        return Kept(label_logprobs(reply, labels), Reply.of(reply).usage)

    return solve


def labelling(
    lab: Lab, cases: Sequence[Case], labels: Sequence[str], question: str, shots: Sequence[tuple[str, str]]
) -> Generator[Line, None, dict[str, Report]]:
    """Free text, schema, log-probabilities, calibration, examples and their order, and a control.

    Returns:
        What other rows are held against: the reports of "schema" and of "batch calibration".
    """
    right = {"right": one_of(labels)}
    hint = question.rpartition(": ")[2].rstrip(".")

    def plain(text: str) -> str:
        return f"{question}\n\nCustomer: {text}"

    def control(text: str) -> str:
        return f"Today is Tuesday. {plain(text)}"

    def shown(order: Sequence[tuple[str, str]]) -> Callable[[str], str]:
        def few_shot(text: str) -> str:
            rows = [f"Customer: {said}\nAnswer ({hint}): {label}" for said, label in order]
            return "\n\n".join([*rows, f"Customer: {text}\nAnswer ({hint}):"])

        return few_shot

    def calibrated(report: Report, name: str) -> Report:
        return reading(report, name, [choose(row) for row in batch_calibration(report.answers)], right)

    def by_scores(name: str, prompt: Callable[[str], str]) -> tuple[Report, Report]:
        asked = lab.run(name, scored(lab, prompt, labels), cases, {"right": lambda answer, case: False})
        return asked, reading(asked, name, [choose(row) for row in asked.answers], right)

    free = lab.run("free text", lambda text: lab.ask(plain(text)), cases, right)
    form = enum(labels)
    schema = lab.run("schema", lambda text: lab.ask(plain(text), room=16, response_format=form), cases, right)
    asked, scores = by_scores("log-probabilities", plain)
    yield line(free, schema)
    yield line(free, scores)
    yield line(scores, by_scores("control: an idle sentence", control)[1])
    blank = scored(lab, plain, labels)
    blanks = [blank(text).answer for text in ("N/A", "[MASK]", "")]
    answers = [choose(contextual_calibration(row, blanks)) for row in asked.answers]
    yield line(scores, reading(asked, "contextual calibration", answers, right))
    batch = calibrated(asked, "batch calibration")
    yield line(scores, batch)
    few_asked, few = by_scores(f"{len(shots)} examples", shown(shots))
    yield line(scores, few)
    turned_asked, turned = by_scores("the examples turned round", shown(shots[::-1]))
    yield line(few, turned)
    few_batch = calibrated(few_asked, "examples, batch calibrated")
    yield line(few, few_batch)
    yield line(batch, few_batch)
    yield line(few_batch, calibrated(turned_asked, "turned round, batch calibrated"))
    return {"schema": schema, "batch calibration": batch}


def without(
    cases: Sequence[Case],
    rule: Callable[[str], str],
    learnt: Sequence[str] | None,
    base: Report,
    labels: Sequence[str],
) -> Iterator[Line]:
    """What does without a language model: words, and a small classifier on embeddings."""
    right = {"right": one_of(labels)}
    by_rule = evaluate(rule, cases, right, name="keyword rule, no model", progress=False)
    yield line(base, by_rule)
    if learnt is not None:
        said = dict(zip((case.id for case in cases), learnt, strict=True))
        trained = [said[row.case.id] for row in by_rule.rows]
        yield line(base, reading(by_rule, "MiniLM + logistic regression", trained, right))


def embedded(lab: Lab, texts: Sequence[str]) -> Any:
    """Vectors, or None where the source has no embedding model."""
    import numpy as np

    try:
        name = model("embedder").name
    except LookupError:
        return None
    parts = [texts[at : at + 64] for at in range(0, len(texts), 64)]
    found = [lab.client.embeddings.create(model=name, input=list(part)).data for part in parts]
    return np.array([one.embedding for part in found for one in part])


GOOD = "great|good|love|excellent|perfect|best|easy|happy|nice|recommend|well|fast|amazing|pleased|like"
BAD = "not|n't|bad|poor|problem|broke|worst|terrible|waste|return|never|disappoint|slow|useless|horrible|no"


def feeling_by_words(text: str) -> str:
    """More bad words than good ones: negative."""
    good, bad = (len(re.findall(rf"\b(?:{w})", text.lower())) for w in (GOOD, BAD))
    return "negative" if bad > good else "positive"


def wish_by_words(text: str) -> str:
    """The first of these words that occurs."""
    rules = {"address": "address|deliver", "cancel": r"cancel|no longer", "exchange": "exchange",
             "return": "return|refund", "item": "modify|change|upgrade"}  # fmt: skip
    return next((label for label, words in rules.items() if re.search(words, text.lower())), "exchange")


def reviews_of(lab: Lab) -> tuple[list[Case], list[desk.Review]]:
    """Cases, half of each label, and other reviews to learn from."""
    rng = random.Random(SEED)
    heaps = [
        [r for r in desk.reviews("product") if r.label == x and 20 < len(r.text) < 160] for x in FEELINGS
    ]
    drawn = [rng.sample(heap, lab.size(50, 2) + 52) for heap in heaps]
    cases = [Case(r.text, r.label, id=r.id) for heap in drawn for r in heap[52:]]
    return rng.sample(cases, len(cases)), [r for pair in zip(*drawn, strict=True) for r in pair][:104]


def sentiment(lab: Lab) -> Iterator[Line]:
    """Lesson 03 and 07 on product reviews."""
    cases, rest = reviews_of(lab)
    shots = sorted(((r.text, str(r.label)) for r in rest[:4]), key=lambda shot: shot[1])
    reports = yield from labelling(lab, cases, FEELINGS, FEELING, shots)
    yield from several(lab, cases, reports["schema"])
    yield from again(lab, cases)
    vectors = embedded(lab, [r.text for r in rest[4:]] + [case.input for case in cases])
    learnt = None
    if vectors is not None:
        from sklearn.linear_model import LogisticRegression

        known = len(rest) - 4
        fitted = LogisticRegression(C=10, max_iter=1000).fit(vectors[:known], [r.label for r in rest[4:]])
        learnt = list(fitted.predict(vectors[known:]))
    yield from without(cases, feeling_by_words, learnt, reports["batch calibration"], FEELINGS)


def intent(lab: Lab) -> Iterator[Line]:
    """Lesson 03 on tickets of one wish; customers stay together, and those of the examples are left out."""
    rng = random.Random(SEED)
    alone = [t for t in desk.tickets() if len(t.intents) == 1]
    alone = rng.sample(alone, len(alone))
    shots: dict[str, desk.Ticket] = {}
    for ticket in alone:
        if len(ticket.text) < 260:
            shots.setdefault(WISHES[str(ticket.intent)], ticket)
    seen = {ticket.customer for ticket in shots.values()}
    kept = [t for t in alone if t.customer not in seen][: lab.size(len(alone), 4)]
    cases = [Case(t.text, WISHES[str(t.intent)], id=t.id, group=t.customer) for t in kept]
    labels = list(WISHES.values())
    asked = labelling(lab, cases, labels, WISH, [(t.text, label) for label, t in shots.items()])
    reports = yield from asked
    vectors = None if lab.quick else embedded(lab, [case.input for case in cases])
    learnt = None
    if vectors is not None:
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import GroupKFold, cross_val_predict

        truth, groups = [case.expected for case in cases], [case.group for case in cases]
        taught = LogisticRegression(C=10, max_iter=1000)
        learnt = list(cross_val_predict(taught, vectors, truth, groups=groups, cv=GroupKFold(10)))
    yield from without(cases, wish_by_words, learnt, reports["schema"], labels)
