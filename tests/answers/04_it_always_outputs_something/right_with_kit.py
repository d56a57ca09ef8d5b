"""The kit's own steps: extract_json, structured with a check; pydantic makes the schema."""

# %% answer-extract
from kit.build.repair import NoJson, extract_json


def find_json(text):
    try:
        found = extract_json(text)
    except NoJson:
        return None
    return found if isinstance(found, dict) else None


# %% answer-repair
from kit.build.structured import NotValid, structured


def repair(message, limit):
    def check(found):
        if wrong := faults(message, found):
            raise ValueError(", ".join(wrong))

    def ask(more):
        first = {"role": "user", "content": f"order_id, zip and wish of this message, please:\n{message}"}
        return client.chat.completions.create(model=MODEL, messages=[first, *more])

    try:
        done = structured(ask, dict, attempts=limit, check=check)
        value = done.value
    except NotValid as refused:
        done, value = refused, None
    attempts = []
    for tried in done.attempts:
        found = find_json(tried.text)
        wrong = ["json"] if found is None else faults(message, found)
        attempts.append(
            {"text": tried.text, "faults": ["call"] if isinstance(tried.raw, Exception) else wrong}
        )
    return {"value": value, "attempts": attempts, "tokens": done.usage.tokens}


# %% answer-live
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError


class Zip(BaseModel):
    zip: Annotated[str, Field(pattern="^[0-9]{5}$")] | None


def read_zip(message):
    shape = {"name": "zip", "schema": Zip.model_json_schema()}
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": "Find the zip code."}, {"role": "user", "content": message}],
        response_format={"type": "json_schema", "json_schema": shape},
        max_completion_tokens=40,
    )
    try:
        found = Zip.model_validate_json(reply.choices[0].message.content)
    except ValidationError:
        return {"zip": None}
    return {"zip": found.zip if found.zip in re.findall("[0-9]+", message) else None}
