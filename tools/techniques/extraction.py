"""Lesson 04: data out of text. Free text, schema, validation, a look at the source, repair, and a pattern."""

import random
import re
from collections.abc import Callable, Iterator

from pydantic import BaseModel, Field

from kit import desk
from kit.build.repair import NotGrounded, grounded, validated
from kit.build.structured import NotValid, structured
from kit.measure.cases import Case
from kit.measure.evaluate import evaluate
from kit.measure.report import Report
from techniques.lab import SEED, WARM, Kept, Lab, Line, line, reading


class Loose(BaseModel):
    """What the desk wants to know, as a schema alone can say it."""

    order_id: str | None
    zip: str | None


class Details(BaseModel):
    """The same, with what an order number and a zip code look like."""

    order_id: str | None = Field(pattern=r"^#?W?\d{7}$")
    zip: str | None = Field(pattern=r"^\d{5}$")


READ = (
    "Read the customer's message. Answer with a JSON object with two keys: order_id (the order number, like "
    "#W1234567) and zip (the zip code, five digits). Use null for what the message does not say."
)
SHOWN = [
    {"role": "system", "content": READ},
    {"role": "user", "content": "I want to return the lamp. My order number is #W5930412. My zip is 60614."},
    {"role": "assistant", "content": '{"order_id": "#W5930412", "zip": "60614"}'},
    {"role": "user", "content": "Please cancel the grill, I have two."},
    {"role": "assistant", "content": '{"order_id": null, "zip": null}'},
]


def same(answer: object, expected: dict[str, str | None]) -> bool:
    """Whether both fields have the right digits: "W1234567" is as good as "#W1234567"."""
    digits = {name: value and re.sub(r"\D", "", value) for name, value in expected.items()}
    return isinstance(answer, dict) and digits == {
        name: value and re.sub(r"\D", "", value) for name, value in answer.items()
    }


def only_stated(answer: str, text: str) -> BaseModel:
    """What was answered, without what is not in the text."""
    found = validated(answer, Loose)
    try:
        return grounded(found, text)
    except NotGrounded as error:
        return found.model_copy(update=dict.fromkeys(error.missing))


def messages_of(lab: Lab) -> list[Case]:
    """Wishes of real tickets; order number and zip code are drawn, and in half of the messages not said.

    Every third message names another order, too, so a pattern alone cannot be right by construction.
    """
    rng = random.Random(SEED)
    quiet = [t.text for t in desk.tickets() if not re.search(r"\d{4}", t.text)]
    wishes = rng.sample([re.split(r"(?<=[.!?]) ", text)[0] for text in dict.fromkeys(quiet)], lab.size(40, 4))
    cases = []
    for number, wish in enumerate(wishes):
        order = f"#W{rng.randrange(10**6, 10**7)}" if number % 2 else None
        zipped = f"{rng.randrange(10**4, 10**5)}" if number // 2 % 2 else None
        said = [f"My order number is {order}."] * bool(order) + [f"My zip code is {zipped}."] * bool(zipped)
        other = [f"My last order, #W{rng.randrange(10**6, 10**7)}, was fine."] * (number % 3 == 0)
        cases.append(
            Case(" ".join([*other, wish, *said]), {"order_id": order, "zip": zipped}, id=str(number))
        )
    return cases


def extraction(lab: Lab) -> Iterator[Line]:
    """Free text, schema, validation, a look at the source, repair; and a pattern that needs no model."""
    cases = messages_of(lab)
    scorers = {
        "right": lambda answer, case: same(answer, case.expected),
        "right or silent": lambda answer, case: answer is None or same(answer, case.expected),
    }
    form = {"type": "json_schema", "json_schema": {"name": "details", "schema": Loose.model_json_schema()}}

    def read(report: Report, name: str, step: Callable[[str, str], BaseModel]) -> Report:
        found = []
        for row in report.rows:
            try:
                found.append(step(row.answer, row.case.input).model_dump())
            except ValueError:
                found.append(None)
        return reading(report, name, found, scorers)

    def repaired(text: str) -> Kept:
        try:
            found = structured(
                lambda more: lab.ask(
                    text, more, room=48, before=SHOWN, response_format=form, temperature=WARM
                ),
                Details,
                check=lambda it: grounded(it, text),
            )
        except NotValid as error:
            return Kept(None, error.usage)
        return Kept(found.value.model_dump(), found.usage)

    def pattern(text: str) -> dict[str, str | None]:
        order, zipped = re.search(r"#W\d{7}", text), re.search(r"\b\d{5}\b", text)
        return {"order_id": order and order[0], "zip": zipped and zipped[0]}

    said = lab.run("free text", lambda text: lab.ask(text, room=48, before=SHOWN), cases, scorers)
    formed = lab.run(
        "schema", lambda text: lab.ask(text, room=48, before=SHOWN, response_format=form), cases, scorers
    )
    free = read(said, "free text", lambda answer, text: validated(answer, Loose))
    schema = read(formed, "schema", lambda answer, text: validated(answer, Loose))
    valid = read(formed, "validated", lambda answer, text: validated(answer, Details))
    abstains = read(
        formed, "abstains if not in the text", lambda answer, text: grounded(validated(answer, Details), text)
    )
    repair = lab.run("repaired, up to 3 calls", repaired, cases, scorers)
    rule = evaluate(pattern, cases, scorers, name="a pattern, no model", progress=False)
    stated = read(formed, "abstains by field", only_stated)
    both = [
        {name: value or (model or {}).get(name) for name, value in fixed.items()}
        for fixed, model in zip(rule.answers, stated.answers, strict=True)
    ]
    joined = reading(stated, "pattern, then the model by field", both, scorers)
    yield line(free, schema)
    pairs = [(schema, valid), (valid, abstains), (abstains, repair), (schema, stated), (repair, rule)]
    for base, other in [*pairs, (rule, joined)]:
        yield line(base, other)
        yield line(base, other, "right or silent")
