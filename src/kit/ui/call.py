"""The one SDK call a playground makes: as keyword arguments to send, and as the code a reader would write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kit.models.registry import Model


@dataclass(frozen=True)
class Call:
    """One call of a vendor's SDK.

    Attributes:
        sdk: the client class's name, "OpenAI" or "Anthropic".
        method: dotted name below the client, as in "chat.completions.create".
        arguments: keyword arguments of that method.
    """

    sdk: str
    method: str
    arguments: dict[str, Any]

    def ask(self, client: Any) -> Callable[[], Any]:
        """A function of no arguments that makes this call with `client`; what `sample` takes."""
        target = client
        for name in self.method.split("."):
            target = getattr(target, name)
        return lambda: target(**self.arguments)

    @property
    def code(self) -> str:
        """The same call as Python source, the model named by its role's variable."""
        lines = [
            f"    {name}={'MODEL' if name == 'model' else repr(value)},"
            for name, value in self.arguments.items()
        ]
        head = [
            f"from kit import {self.sdk}, model",
            "",
            'MODEL = model("small").name',
            f"client = {self.sdk}()",
        ]
        return "\n".join([*head, f"client.{self.method}(", *lines, ")"])


def call_for(
    model: Model,
    prompt: str,
    system: str = "",
    *,
    max_tokens: int = 32,
    temperature: float | None = None,
    seed: int | None = None,
) -> Call:
    """The call that suits `model`: messages for Anthropic's, chat completions where those knobs exist.

    Args:
        model: from `kit.model(role)`; what it cannot take is left out of the call.
        prompt: what the user says.
        system: instructions, "" for none.
        max_tokens: most tokens to answer with.
        temperature, seed: sent only if given and if `model.can(...)`.
    """
    knobs: dict[str, Any] = {}
    if temperature is not None and model.can("temperature"):
        knobs["temperature"] = temperature
    if seed is not None and model.can("seed"):
        knobs["seed"] = seed
    user = {"role": "user", "content": prompt}
    if model.source == "anthropic":
        head = {"system": system} if system else {}
        arguments = {"model": model.name, "max_tokens": max_tokens, **head, "messages": [user], **knobs}
        return Call("Anthropic", "messages.create", arguments)
    if model.source == "openai":
        head = {"instructions": system} if system else {}
        arguments = {"model": model.name, **head, "input": prompt, "max_output_tokens": max_tokens}
        return Call("OpenAI", "responses.create", {**arguments, **knobs, "store": False})
    messages = ([{"role": "system", "content": system}] if system else []) + [user]
    arguments = {"model": model.name, "messages": messages, "max_tokens": max_tokens, **knobs}
    return Call("OpenAI", "chat.completions.create", arguments)
