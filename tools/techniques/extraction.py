"""Lesson 04: data out of text. Free text, schema, validation, a look at the source, repair, and a pattern."""

import random
import re
from collections.abc import Callable, Iterator

from pydantic import BaseModel, Field

from kit import desk
from kit.build.repair import grounded, validated
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

    order_id: str | None = Field(pattern=r"^#W\d{7}$")
    zip: str | None = Field(pattern=r"^\d{5}$")


READ = (
    "Read the message. Answer with a JSON object with two keys: order_id (like #W1234567) and zip (five "
    "digits). Use null for what the message does not say.\n\n"
    "Message: My order number is #W5930412. My zip code is 60614. I want to return the lamp.\n"
    'JSON: {"order_id": "#W5930412", "zip": "60614"}\n\n'
    "Message: Please cancel the grill, I have two.\n"
    'JSON: {"order_id": null, "zip": null}\n\nMessage: '
)


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
        "right": lambda answer, case: answer == case.expected,
        "right or silent": lambda answer, case: answer is None or answer == case.expected,
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
                    READ + text + "\nJSON:", more, room=48, response_format=form, temperature=WARM
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

    said = lab.run("free text", lambda text: lab.ask(READ + text + "\nJSON:", room=48), cases, scorers)
    formed = lab.run(
        "schema", lambda text: lab.ask(READ + text + "\nJSON:", room=48, response_format=form), cases, scorers
    )
    free = read(said, "free text", lambda answer, text: validated(answer, Loose))
    schema = read(formed, "schema", lambda answer, text: validated(answer, Loose))
    valid = read(formed, "validated", lambda answer, text: validated(answer, Details))
    abstains = read(
        formed, "abstains if not in the text", lambda answer, text: grounded(validated(answer, Details), text)
    )
    repair = lab.run("repaired, up to 3 calls", repaired, cases, scorers)
    rule = evaluate(pattern, cases, scorers, name="a pattern, no model", progress=False)
    yield line(free, schema)
    for base, other in ((schema, valid), (valid, abstains), (abstains, repair), (repair, rule)):
        yield line(base, other)
        yield line(base, other, "right or silent")
