"""A typed function as a tool: what the model is told of it, and what its arguments must be before it runs.

`tool(function)` reads the function's name, types and docstring, makes the JSON schema with pydantic, and
writes it in the three shapes that the vendors' SDKs take. `Tool.read` turns what a model sent into arguments
that fit, or into one sentence that says what does not. Nothing is run here; `kit.build.dispatch` does that.
Left out: streaming of arguments, and vendors' own tools (search, code), which need no function of yours.
"""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.build.repair import because

Json = dict[str, Any]

REFUSES: tuple[type[Exception], ...] = (ValueError, PermissionError)
"""What a function raises to say no before it has changed anything; its words are shown to the model. A tool
that only reads may say no by a LookupError, too; in one that writes, a KeyError may be a mistake half-way."""


class BadArguments(ValueError):
    """What a model sent does not fit the function; the message says what to send instead."""


@dataclass(frozen=True)
class Tool:
    """A function that a model may ask for.

    Attributes:
        name: what the model calls it.
        description: what it does, for the model: the docstring's first paragraph.
        schema: JSON schema of its arguments, an object that takes no others.
        function: what runs.
        writes: True if it changes something: it then goes through approval and the ledger.
        refuses: exceptions by which the function says no *before* it changed anything.
    """

    name: str
    description: str
    schema: Json
    function: Callable[..., Any] = field(repr=False)
    writes: bool = False
    refuses: tuple[type[Exception], ...] = field(default=REFUSES, repr=False)
    _model: Any = field(default=None, repr=False, compare=False)

    @property
    def chat(self) -> Json:
        """As `tools=[...]` of OpenAI's chat completions takes it."""
        return {
            "type": "function",
            "function": {"name": self.name, "description": self.description, "parameters": self.schema},
        }

    @property
    def responses(self) -> Json:
        """As `tools=[...]` of OpenAI's responses takes it; not strict, since `read` checks everything."""
        about = {"name": self.name, "description": self.description, "parameters": self.schema}
        return {"type": "function", **about, "strict": False}

    @property
    def messages(self) -> Json:
        """As `tools=[...]` of Anthropic's messages takes it."""
        return {"name": self.name, "description": self.description, "input_schema": self.schema}

    def read(self, arguments: str | Mapping[str, Any]) -> tuple[Json, Json]:
        """Hold arguments against the schema.

        Args:
            arguments: what the model sent: JSON text (chat completions, responses) or a mapping (messages).
        Returns:
            The arguments to call the function with, and the same in plain JSON values with every default
            written out: two calls that mean the same have the same second part.
        Raises:
            BadArguments: no JSON object, or not the function's arguments.
        """
        data: Any = arguments
        if isinstance(arguments, str):
            try:
                data = json.loads(arguments.strip() or "{}")
            except (ValueError, RecursionError) as error:
                raise BadArguments(f"the arguments are not JSON: {error}. {self._wanted}") from None
        if not isinstance(data, Mapping):
            raise BadArguments(
                f"the arguments are {type(data).__name__}, not a JSON object. {self._wanted}"
            ) from None
        try:
            model = self._model.model_validate_json(json.dumps(dict(data), default=str))
        except ValueError as error:
            raise BadArguments(f"{because(error)} {self._wanted}") from None
        given = {info.alias: getattr(model, inner) for inner, info in self._model.model_fields.items()}
        return given, model.model_dump(mode="json", by_alias=True)

    @property
    def _wanted(self) -> str:
        parts = [
            f"{name} ({_kind(part)}{'' if name in self.schema.get('required', ()) else ', optional'})"
            for name, part in self.schema["properties"].items()
        ]
        return f"{self.name} takes: {', '.join(parts) or 'no arguments'}."


def tool(
    function: Callable[..., Any],
    *,
    writes: bool = False,
    refuses: tuple[type[Exception], ...] | None = None,
    name: str | None = None,
    description: str | None = None,
) -> Tool:
    """Make a tool of a typed function or bound method.

    Types become the schema (`Literal` an enum, a default makes an argument optional), the docstring's first
    paragraph the description, and the lines of its `Args:` section the arguments' descriptions.

    Args:
        function: every parameter has a type, and can be given by name.
        writes: it changes something.
        refuses: exceptions that mean "no, and nothing was changed"; default: `REFUSES`. Any other one of a
            tool that writes leaves it open whether it acted.
        name, description: other ones than the function's own.
    Raises:
        TypeError: a parameter without a type, `*args`, `**kwargs` or a parameter that is positional only; an
            async function (let it run in a function of yours).

    Example:
        `tool(shop.cancel_pending_order, writes=True).chat`
    """
    from pydantic import ConfigDict, Field, create_model

    called, words = name or function.__name__, inspect.getdoc(function) or ""
    if inspect.iscoroutinefunction(function):
        raise TypeError(
            f"{called} is async; a tool is called and returns. Wrap it: asyncio.run({called}(...))."
        )
    told, types = _arguments_told(words), typing.get_type_hints(function, include_extras=True)
    fields: Json = {}
    for number, (argument, parameter) in enumerate(inspect.signature(function).parameters.items()):
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise TypeError(f"{called}: a tool takes arguments by name; {parameter} is none.")
        if argument not in types:
            raise TypeError(f"{called}: give the parameter {argument!r} a type; the schema is made of it.")
        default = ... if parameter.default is parameter.empty else parameter.default
        about = Field(default, alias=argument, description=told.get(argument))
        fields[f"argument_{number}"] = (types[argument], about)
    model = create_model(called, __config__=ConfigDict(extra="forbid"), **fields)
    schema = model.model_json_schema(schema_generator=_untitled())
    schema = {"type": "object", "properties": {}, **schema, "additionalProperties": False}
    schema.pop("title", None)
    first = " ".join(words.split("\n\n")[0].split())
    no = refuses if refuses is not None else REFUSES if writes else (*REFUSES, LookupError)
    return Tool(called, description or first, schema, function, writes, no, model)


def _arguments_told(docstring: str) -> dict[str, str]:
    """What the `Args:` section says of each argument ("a, b: words" says it of both)."""
    section = re.search(r"^Args:\n((?:[ \t]+.*\n?|\n)+)", docstring + "\n", re.MULTILINE)
    lines = inspect.cleandoc("\n" + section[1]) if section else ""
    told = {}
    for names, words in re.findall(
        r"^([\w*, ]+?)(?: ?\(.*?\))?:[ \t]*(.*(?:\n[ \t]+.*)*)", lines, re.MULTILINE
    ):
        told.update(dict.fromkeys(names.replace(" ", "").split(","), " ".join(words.split())))
    return told


def _untitled() -> Any:
    """A schema generator that leaves out pydantic's titles: they repeat the names, and cost tokens."""
    from pydantic.json_schema import GenerateJsonSchema

    class Untitled(GenerateJsonSchema):
        def field_title_should_be_set(self, schema: Any) -> bool:
            return False

    return Untitled


def _kind(part: Json) -> str:
    """A property's type in a word or two, for a sentence."""
    if "enum" in part:
        return "one of " + ", ".join(json.dumps(value) for value in part["enum"])
    if part.get("type") == "array":
        return f"list of {_kind(part.get('items') or {})}"
    if "anyOf" in part:
        return " or ".join(_kind(one) for one in part["anyOf"])
    return str(part.get("type") or "object")
