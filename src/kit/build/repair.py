"""From a model's text to an object you may use, one step at a time; each step says no in a sentence.

The steps are the rungs of a ladder: `extract_json` finds the data in the chatter, `validated` holds it
against a pydantic model, `grounded` asks whether its values stand in the source at all, `feedback` and
`turns` show the model what was wrong. Each works alone, takes a value and returns a value, and raises a
ValueError whose message can be shown to a model as well as to you.
`kit.build.structured` runs them in a loop.
Left out: streaming partial objects, and XML or YAML (the library instructor does the former).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


class NoJson(ValueError):
    """There is no whole JSON object in a text, or it breaks off."""


class NotGrounded(ValueError):
    """Some values do not occur in the source.

    Attributes:
        missing: field path ("order_id", "items.0.name") to the value that was not found.
    """

    def __init__(self, missing: dict[str, Any]) -> None:
        super().__init__(missing)
        self.missing = missing

    def __str__(self) -> str:
        said = ", ".join(f"{name} {value!r}" for name, value in self.missing.items())
        return (
            f"{said}: not found in the text. Use only what the text says, and null for what it does not say."
        )


def extract_json(text: str) -> Any:
    """Find the JSON in an answer that may say other things around it.

    A text that is JSON as a whole is taken as it is. Otherwise the **last** whole object that is not inside
    another one, or, if there is none, the last whole array: models that think aloud, or repeat the schema,
    put the answer last. Nothing is taken out of an object or array that breaks off, since the first line of
    a cut list is not the list.

    Args:
        text: an answer, with or without words, Markdown fences and line breaks around the JSON.
    Returns:
        What the JSON holds: usually a dict.
    Raises:
        NoJson: there is none, or it breaks off. (NaN and Infinity are not JSON.)

    Example:
        `extract_json('Sure! {"item": "lamp"} Anything else?')` is `{"item": "lamp"}`.
    """
    import json

    decoder = json.JSONDecoder(strict=False, parse_constant=_no_constant)
    try:
        return decoder.decode(text.strip().removeprefix("\ufeff"))
    except ValueError:
        pass
    found: list[Any] = []
    place, cut, opening = 0, False, re.compile(r"[{\[]")
    while start := opening.search(text, place):
        try:
            value, place = decoder.raw_decode(text, start.start())
            found.append(value)
        except json.JSONDecodeError as error:
            rest = text[error.pos :].rstrip()  # nothing, or a word or a number that broke off
            if re.fullmatch(r"[\w.+-]*", rest) or error.msg.startswith("Unterminated"):
                cut = True
                break
            place = start.end()
        except ValueError:
            place = start.end()
    objects = [value for value in found if isinstance(value, dict)] or found
    if objects:
        return objects[-1]
    if cut:
        raise NoJson("the JSON breaks off before it ends; answer shorter, or allow more tokens.")
    raise NoJson("there is no JSON object in the answer; answer with one JSON object and nothing else.")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def validated(text: Any, Model: type[T]) -> T:
    """Read an answer as a `Model`.

    Args:
        text: an answer's text (JSON is looked for in it), or data already read from it.
        Model: a pydantic model; any type that `pydantic.TypeAdapter` takes will do (`list[int]`).
    Returns:
        The object. It has the right *shape*; whether it is right nobody has asked yet.
    Raises:
        NoJson: no whole JSON in the text.
        pydantic.ValidationError: the wrong shape (also a ValueError; `because(error)` makes it a sentence).
    """
    import json

    from pydantic import TypeAdapter

    data = extract_json(text) if isinstance(text, str) else text
    adapter: TypeAdapter[T] = TypeAdapter(Model)
    try:
        written = json.dumps(data, allow_nan=False)
    except (TypeError, ValueError):  # an object already, or data with dates in it
        return adapter.validate_python(data)
    return adapter.validate_json(written)


def grounded(obj: T, source: str, fields: Collection[str] | None = None) -> T:
    """Pass an object on if its values occur in the text that they were read from.

    Text must occur as whole words, letter case and line breaks aside; a number must occur as a number
    (`1160` is found in "$1,160.00"). None and "" claim nothing and pass. Fields typed as Literal, Enum or
    bool are the desk's own labels and are not looked for, nor are dates.
    Being found is not being right: a wrong number of the same text passes.

    Args:
        obj: a pydantic model, a dataclass, or plain data (dict, list).
        source: the text it was read from.
        fields: top-level fields to look at; default: all.
    Returns:
        `obj`, as it came.
    Raises:
        NotGrounded: with every value that is not there.
    """
    words = " ".join(source.casefold().split())
    numbers = {float(found.replace(",", "")) for found in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", source)}

    def stands(value: str | int | float) -> bool:
        if not isinstance(value, str):
            return abs(float(value)) in numbers
        wanted = re.escape(" ".join(value.casefold().split()))
        return not wanted or re.search(rf"(?<!\w){wanted}(?!\w)", words) is not None

    looked = ((path, value) for path, value in _leaves(obj) if fields is None or path.split(".")[0] in fields)
    if missing := {path: value for path, value in looked if not stands(value)}:
        raise NotGrounded(missing)
    return obj


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str | int | float]]:
    """Texts and numbers inside an object, each with its path, labels left out."""
    from enum import Enum

    if hasattr(kind := type(value), "model_fields"):
        fields = kind.model_fields.items()
        inside: Any = [(name, getattr(value, name)) for name, it in fields if not _label(it.annotation)]
    elif hasattr(kind, "__dataclass_fields__"):
        inside = vars(value).items()
    elif isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list | tuple | set | frozenset):
        inside = enumerate(value)
    else:
        if isinstance(value, str | int | float) and not isinstance(value, bool | Enum):
            yield path, value
        return
    for name, part in inside:
        yield from _leaves(part, f"{path}.{name}" if path else str(name))


def _label(annotation: Any) -> bool:
    """True for Literal, Enum and bool, and for unions and lists of these."""
    from enum import Enum
    from typing import Literal, get_args, get_origin

    if get_origin(annotation) is Literal:
        return True
    if parts := [part for part in get_args(annotation) if part is not type(None)]:
        return all(_label(part) for part in parts)
    return isinstance(annotation, type) and issubclass(annotation, Enum | bool)


def because(error: BaseException) -> str:
    """One sentence that says what was wrong, for a person or a model; at most five faults are listed."""
    faults: Callable[[], list[Any]] | None = getattr(error, "errors", None)
    if isinstance(error, ValueError) and callable(faults):
        return "; ".join(_fault(fault) for fault in faults()[:5]) + "."
    return " ".join(str(error).split()) or type(error).__name__


def _fault(fault: Any) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    said = fault["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ").rstrip(".")
    got = "" if fault["type"] == "missing" else f" (got {str(fault['input'])[:60]!r})"
    return f"{where}: {said}{got}" if where else f"{said}{got}"


def feedback(error: BaseException | str) -> str:
    """What to tell the model about an answer that was refused.

    Args:
        error: why: an exception of the steps above, or a sentence.
    Returns:
        The text of a user message: the fault, and what is wanted instead.
    """
    sentence = error if isinstance(error, str) else because(error)
    return (
        f"That answer was refused. {sentence.strip()}\n"
        "Answer again with the corrected JSON object and nothing else."
    )


def turns(text: str, error: BaseException | str) -> list[dict[str, str]]:
    """The two messages that show a model its own answer and what was wrong with it.

    They are the same in both SDKs and go after the messages that were sent. An answer without text leaves
    only the second, since an empty assistant message is refused.
    """
    own = [{"role": "assistant", "content": text}] if text.strip() else []
    return [*own, {"role": "user", "content": feedback(error)}]
