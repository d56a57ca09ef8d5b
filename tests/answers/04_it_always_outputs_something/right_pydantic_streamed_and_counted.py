"""A brace counter that knows strings, pydantic for the validator, a streamed repair, counted pairs."""


# %% answer-extract
def find_json(text):
    # by hand: a brace counter that knows strings
    best, i = None, 0
    while i < len(text):
        if text[i] != "{":
            i += 1
            continue
        depth, quoted, j = 0, False, i
        while j < len(text):
            ch = text[j]
            if quoted:
                if ch == "\\":
                    j += 1
                elif ch == '"':
                    quoted = False
            elif ch == '"':
                quoted = True
            elif ch == "{":
                depth += 1
            elif ch == "}":
                depth -= 1
                if depth == 0:
                    break
            j += 1
        else:
            return best
        try:
            best = json.loads(text[i : j + 1])
            i = j + 1
        except ValueError:
            i += 1
    return best


# %% answer-faults
from typing import Literal
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    order_id: str | None = Field(pattern=r"\A#W[0-9]{7}\z")
    zip: str | None = Field(pattern=r"\A[0-9]{5}\z")
    wish: Literal["return", "exchange", "cancel"]

    @field_validator("order_id", "zip")
    @classmethod
    def stands(cls, value, info):
        if value is not None:
            numbers = re.findall(r"#W[0-9]+" if info.field_name == "order_id" else r"[0-9]+", info.context)
            if value not in numbers:
                raise ValueError("not in message")
        return value


def faults(message: str, answer: dict) -> list[str]:
    try:
        Answer.model_validate(answer, context=message)
    except ValidationError as error:
        return sorted({str(e["loc"][0]) for e in error.errors()})
    return []


# %% answer-repair
def repair(message, limit):
    turns = [{"role": "user", "content": f"Object with order_id, zip, wish, please.\n{message}"}]
    attempts, tokens = [], 0
    for _ in range(limit):
        try:
            text, used = "", None
            for chunk in client.chat.completions.create(
                model=MODEL, messages=turns, stream=True, stream_options={"include_usage": True}
            ):
                if chunk.choices and chunk.choices[0].delta.content:
                    text += chunk.choices[0].delta.content
                used = chunk.usage or used
        except openai.APIError:
            attempts.append(dict(text="", faults=["call"]))
            continue
        tokens += used.total_tokens
        data = find_json(text)
        bad = faults(message, data) if data is not None else ["json"]
        attempts.append(dict(text=text, faults=bad))
        if not bad:
            return dict(value=data, attempts=attempts, tokens=tokens)
        turns.extend(
            [
                {"role": "assistant", "content": text},
                {
                    "role": "user",
                    "content": "Please only JSON."
                    if bad == ["json"]
                    else f"Faults: {', '.join(bad)}. Message again: {message}",
                },
            ]
        )
    return dict(value=None, attempts=attempts, tokens=tokens)


# %% answer-abstain
from collections import Counter


def abstain_rule(scored, most_wrong):
    count = Counter(map(tuple, scored))
    threshold, delivered, wrong = None, 0, 0
    for level in sorted({s for s, _ in count}, reverse=True):
        r, w = count[level, True], count[level, False]
        if wrong + w > most_wrong:
            break
        threshold, delivered, wrong = level, delivered + r + w, wrong + w
    return {"wrong": wrong, "coverage": delivered / max(1, len(scored)), "threshold": threshold}


# %% answer-live
def read_zip(message):
    from pydantic import BaseModel, Field
    from typing import Annotated

    class Found(BaseModel):
        zip: Annotated[str, Field(pattern="^[0-9]{5}$")] | None

    try:
        reply = client.chat.completions.parse(
            model=MODEL,
            max_completion_tokens=40,
            response_format=Found,
            messages=[{"role": "user", "content": message + " What is the zip code? Answer in JSON."}],
        )
        value = reply.choices[0].message.parsed.zip
    except Exception:
        return {"zip": None}
    return {"zip": value} if value in re.findall("[0-9]+", message) else {"zip": None}
