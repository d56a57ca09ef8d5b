# %% answer-wait
def pause(tried: int, asked: float, left: float, luck: float) -> float | None:
    import numpy as np

    wait = asked + np.minimum(20.0, 2.0 ** (tried - 2)) * luck
    return wait if np.less(wait, left) else None


# %% answer-survive
from typing import Literal

from pydantic import BaseModel, ValidationError

from kit.ship import Deadline


class Sorted(BaseModel):
    intent: Literal[INTENTS]


def survive(text: str, seconds: float = 5.0, most: int = 4) -> str | None:
    system = {"role": "system", "content": "Sort the mail."}
    deadline = Deadline(seconds)
    while most > 0 and deadline.left > 0:
        most -= 1
        asked = 0.0
        try:
            patient = client.with_options(timeout=deadline.left or 0.001)
            reply = patient.chat.completions.create(
                model=MODEL, messages=[system, {"role": "user", "content": text}], max_tokens=30
            )
        except openai.APIError as error:
            if isinstance(error, openai.BadRequestError):
                return None
            asked = asked_wait(error)
        else:
            (choice,) = reply.choices
            if choice.message.refusal is not None:
                return None
            try:
                found = Sorted.model_validate_json(choice.message.content or "")
            except ValidationError:
                pass
            else:
                if choice.finish_reason == "stop":
                    return found.intent
        if not most or asked >= deadline.left:
            return None
        time.sleep(asked)
    return None


# %% answer-once
questions, replies = {}, {}


def answered(key: str, text: str) -> str:
    if key in replies:
        if questions[key] == text:
            return replies[key]
        raise ValueError(key)
    came = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": text}], max_completion_tokens=20
    )
    questions[key], replies[key] = text, came.choices[0].message.content or ""
    return replies[key]


# %% answer-redact
def redacted(text: str, names: list[str]) -> str:
    local, part = "[A-Za-z0-9._%+-]", "[A-Za-z0-9-]+"
    text = re.sub(rf"{local}+@{part}(?:[.]{part})+", "[email]", text)
    pattern = re.compile(r"\d+(?:[ -]\d+)*")
    at = 0
    while found := pattern.search(text, at):
        run, digits = found[0], re.sub(r"[ -]", "", found[0])
        around = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
        alone = not re.search(r"[\w-]", around)
        if alone and 13 <= len(digits) <= 19 and luhn(digits):
            text = text[: found.start()] + "[card]" + text[found.end() :]
            at = found.start() + 6
        else:
            at = found.end()
    for name in sorted(names, key=lambda name: -len(name)):
        text = re.compile(r"(?<!\w)" + re.escape(name) + r"(?!\w)", re.I).sub("[name]", text)
    return text


# %% answer-gate
def gate(won: int, lost: int, n: int, margin: float) -> str:
    from scipy.stats import t

    values = won + 0.5, lost + 0.5
    mean = (values[0] - values[1]) / (n + 2)
    spread = (sum(values) / (n + 2) - mean**2) ** 0.5
    half = t.ppf(0.95, n + 1) * spread / (n + 2) ** 0.5
    if mean - half > -margin:
        return "pass"
    return "fail" if mean + half < -margin else "need more"


# %% answer-breaker
def breaker(events: list, failures: int, seconds: float) -> list[bool]:
    until, row, probing, out = float("-inf"), 0, False, []
    for at, ok in events:
        out.append(at >= until)
        if at < until:
            continue
        row = 0 if ok else row + 1
        if not ok and (probing or row >= failures):
            until, probing, row = at + seconds, True, 0
        elif ok:
            probing = False
    return out


# %% answer-live
def desk(texts: list[str], seconds: float, most: int) -> dict:
    result = {"answered": 0, "slowest": 0}
    for text in texts:
        began = time.time()
        if survive(text, seconds, most):
            result["answered"] += 1
        result["slowest"] = max(result["slowest"], time.time() - began)
    return result
