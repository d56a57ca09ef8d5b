"""Look at a shipped solution in a fresh process: it is imported as the service will import it, and described.

Run by `kit ship` as a process of its own, with another working folder and none of the notebook's names. What
it finds is written as JSON: the forms of request and answer, examples, or why it cannot be served.
"""

from __future__ import annotations

import inspect
import json
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from kit.ship.files import look_in


def described(module: ModuleType) -> dict[str, Any]:
    """What a solution's module has.

    Returns:
        `examples` as plain data (one made up from the form, if the module has none), `better`: how a field
        of an answer would be put right (or None), `stream`: whether there, `values`: its names of texts,
        numbers, switches and small tables, to know its eval card by.
    Raises:
        ValueError: it lacks a part, or a part is of another kind; one sentence.
    """
    from pydantic import BaseModel, ValidationError

    from kit.measure.calling import positional
    from kit.measure.cases import plain
    from kit.measure.fingerprint import is_setting

    for name in ("Request", "Answer"):
        kind = getattr(module, name, None)
        if kind is None:
            raise ValueError(f"A cell tagged `ship` must define the pydantic model {name}, and none does.")
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            raise ValueError(f"{name} must be a pydantic model (class {name}(BaseModel)), not {kind!r}.")
    for name, most in (("solve", 1), ("stream", 1), ("check", 2)):
        function = getattr(module, name, None)
        if function is None and name != "solve":
            continue
        if not callable(function):
            raise ValueError("A cell tagged `ship` must define solve(request), which returns an Answer.")
        try:
            positional(function, most, f"the service calls {name} with {most} argument{'s' * (most > 1)}")
        except TypeError as error:
            raise ValueError(str(error)) from None
    stream = getattr(module, "stream", None)
    if stream and not (inspect.isgeneratorfunction(stream) or inspect.isasyncgenfunction(stream)):
        raise ValueError("stream(request) must yield pieces of text (a generator, sync or async).")
    examples = []
    for example in getattr(module, "examples", ()):
        try:
            examples.append(module.Request.model_validate(example, from_attributes=True))
        except ValidationError as error:
            first = error.errors()[0]
            at = ".".join(map(str, first["loc"]))
            raise ValueError(f"An entry of `examples` is no Request ({at}: {first['msg']}).") from None
    if not examples:
        with suppress(ValidationError):
            examples.append(module.Request.model_validate(made_up(module.Request.model_json_schema())))
    return {
        "examples": [one.model_dump(mode="json") for one in examples],
        "better": _better(module.Answer),
        "stream": stream is not None,
        "values": {
            name: plain(value)
            for name, value in vars(module).items()
            if isinstance(value, str) or is_setting(name, value)
        },
    }


def _better(form: Any) -> dict[str, Any] | None:
    """The first field of an answer with what a person may put there; None if there is none."""
    from pydantic.errors import PydanticInvalidForJsonSchema

    try:
        schema = form.model_json_schema()
    except PydanticInvalidForJsonSchema:  # a field of a kind that JSON has no word for
        return None
    for name, part in schema.get("properties", {}).items():
        value = made_up(part, schema)
        if isinstance(value, str) and "enum" not in str(part) and "$ref" not in str(part):
            nothing = {"type": "null"} in part.get("anyOf", ())
            value = None if nothing else f"the right {name}"
        return {name: value}
    return None


def made_up(schema: dict[str, Any], within: dict[str, Any] | None = None) -> Any:
    """A value of the form that a JSON schema describes, or nearly (patterns and bounds are not looked at)."""
    within = within or schema
    if "$ref" in schema:
        return made_up(within["$defs"][schema["$ref"].rpartition("/")[2]], within)
    for given in ("default", "const"):
        if given in schema:
            return schema[given]
    for several in ("examples", "enum"):
        if schema.get(several):
            return schema[several][0]
    for several in ("anyOf", "oneOf", "allOf"):
        if schema.get(several):
            return made_up(schema[several][0], within)
    if schema.get("type") == "object":
        needed = schema.get("required", ())
        return {
            name: made_up(part, within)
            for name, part in schema.get("properties", {}).items()
            if name in needed
        }
    plain = {"string": "Where is my parcel?", "integer": 1, "number": 1.0, "boolean": True, "array": []}
    return plain.get(schema.get("type", ""))


def main(name: str, out: str, home: str) -> None:
    """Import the module `name` and write to `out` what it has, or what is `wrong`, of which `kind`, where.

    What it reads from `kit.ship.beside` is looked for in the folder `home`, and named as `files`.
    """
    files = look_in(Path(home))
    try:
        module = import_module(name)
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
        found = {"wrong": said, "line": _line(error, name), "kind": type(error).__name__}
    else:
        try:
            found = described(module) | {"files": sorted(files)}
        except ValueError as error:
            found = {"wrong": str(error), "line": 0, "kind": ""}
    Path(out).write_text(json.dumps(found), encoding="utf-8")


def _line(error: BaseException, name: str) -> int:
    """The last line of the solution itself on the way to the error; 0 if it is not there."""
    own = name.rpartition(".")[2] + ".py"
    steps = traceback.extract_tb(error.__traceback__)
    return next((step.lineno or 0 for step in reversed(steps) if Path(step.filename).name == own), 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
