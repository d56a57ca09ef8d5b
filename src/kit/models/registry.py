"""Roles to models: a lesson asks for a role (`small`, `large`, `judge`, `embedder`), never for a model name.

What a model can do is part of its entry, because it differs: the vendors' newer models refuse `temperature`,
`seed` and a prefilled answer, so code asks `model("small").can("temperature")` before it sends one. There are
no prices here: see `kit.models.prices`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Any

ROLES: tuple[str, ...] = ("small", "large", "judge", "embedder")


def _can(words: str) -> frozenset[str]:
    return frozenset(words.split())


CAPABILITIES = _can(
    "temperature seed n logprobs json_schema tools stream prefill"
    " responses messages count_tokens embeddings cache_prompt"
)
LOCAL_CHAT = CAPABILITIES - {"embeddings"}
# The local engine takes these on chat completions only; on messages it refuses or ignores them.
NOT_ON_LOCAL_MESSAGES = _can("seed n logprobs json_schema cache_prompt responses")


@dataclass(frozen=True)
class Model:
    """One model as one source offers it.

    Attributes:
        name: what goes into `model=` of an SDK call.
        role: the role it plays.
        source: the source that answers for it.
        provider: the provider's id in `genai-prices`, or None where answers are free.
        context: context window, in tokens.
        max_output: most tokens one answer can have.
        capabilities: what it accepts, of `CAPABILITIES`.
    """

    name: str
    role: str
    source: str
    provider: str | None
    context: int
    max_output: int
    capabilities: frozenset[str]

    def can(self, capability: str) -> bool:
        """Whether the model accepts `capability`; raises ValueError for a word that is not one."""
        if capability not in CAPABILITIES:
            raise ValueError(f"no capability {capability!r}; there are: {', '.join(sorted(CAPABILITIES))}")
        return capability in self.capabilities


# Reasoning models: they set their own sampling. n and tools stay; temperature, seed and logprobs are refused.
OPENAI_CHAT = _can("n json_schema tools stream responses")
# Sampling parameters and prefill are refused by every model of this generation.
ANTHROPIC_CHAT = _can("json_schema tools stream messages count_tokens")
COMPATIBLE_CHAT = LOCAL_CHAT - _can("cache_prompt messages count_tokens responses prefill")
SIMULATED_CHAT = LOCAL_CHAT - {"cache_prompt"}

LOCAL_NAME = "smollm2-135m-instruct"
EMBEDDER_NAME = "all-minilm-l6-v2"


def _row(
    source: str, provider: str | None, can: frozenset[str], context: int, out: int, **names: str
) -> list:
    return [Model(name, role, source, provider, context, out, can) for role, name in names.items()]


_EMBED = _can("embeddings")
_TABLE: dict[tuple[str, str], Model] = {
    (m.source, m.role): m
    for m in [
        *_row("local", None, LOCAL_CHAT, 4096, 4096, small=LOCAL_NAME, large=LOCAL_NAME, judge=LOCAL_NAME),
        *_row("local", None, _EMBED, 512, 0, embedder=EMBEDDER_NAME),
        *_row(
            "simulated", None, SIMULATED_CHAT, 32_768, 8192,
            small="simulated-small", large="simulated-large", judge="simulated-judge",
        ),
        *_row(
            "openai", "openai", OPENAI_CHAT, 1_050_000, 128_000,
            small="gpt-6-luna", large="gpt-6.1-sol", judge="gpt-6.1-terra",
        ),
        *_row("openai", "openai", _EMBED, 8192, 0, embedder="text-embedding-3-small"),
        *_row(
            "anthropic", "anthropic", ANTHROPIC_CHAT, 1_000_000, 128_000,
            small="claude-haiku-5-5", large="claude-opus-5-5", judge="claude-sonnet-5-5",
        ),
    ]
}  # fmt: skip


def model(role: str = "small", sdk: Any = None, *, at: str | None = None) -> Model:
    """The model that plays `role` at the current source.

    Args:
        role: "small", "large", "judge" or "embedder".
        sdk: "openai", "anthropic", or a client (class or instance): the SDK the name is for. It matters only
            where one source cannot serve both SDKs. None: the current source's own.
        at: a source other than the current one, as in `cost(usage, model("small", at="openai"))`: what the
            same tokens would cost there. Nothing is sent, and no key is needed.
    Raises:
        ValueError: no such role.
        LookupError: the source has no model for the role (Anthropic has no embedder).
    """
    from kit.models.sources import named, source, source_for

    if role not in ROLES:
        raise ValueError(f"no role {role!r}; there are: {', '.join(ROLES)}")
    if at is not None:
        return _at(named(at).name, role)
    if sdk is None:
        return _at(source().name, role)
    spoken = sdk_name(sdk)
    found = _at(source_for(spoken).name, role)
    if found.source == "local" and spoken == "anthropic":
        return replace(found, capabilities=found.capabilities - NOT_ON_LOCAL_MESSAGES)
    return found


def _at(name: str, role: str) -> Model:
    if name == "compatible":
        if role == "embedder":
            return Model(os.environ.get("KIT_EMBEDDER_NAME") or "default", role, name, None, 8192, 0, _EMBED)
        given = os.environ.get("KIT_MODEL_NAME") or "default"
        return Model(given, role, name, None, 32_768, 8192, COMPATIBLE_CHAT)
    if name == "replay":
        from kit.models.layers.replay import recorded_source

        return replace(_at(recorded_source() or "local", role), source="replay", provider=None)
    try:
        return _TABLE[name, role]
    except KeyError:
        raise LookupError(
            f'source {name!r} has no {role}; kit.use("local") has one, or ask for another role'
        ) from None


def find(name: str) -> Model | None:
    """The registry's entry for a model name, or None: the first role that names it."""
    return next((m for m in _TABLE.values() if m.name == name), None)


def sdk_name(sdk: Any) -> str:
    """ "openai" or "anthropic" for a name, a client or a client class of either SDK."""
    if isinstance(sdk, str):
        word = sdk.lower()
    else:
        kind = sdk if isinstance(sdk, type) else type(sdk)
        word = next(
            (b.__module__.split(".")[0] for b in kind.__mro__ if not b.__module__.startswith("kit")), ""
        )
    if word not in ("openai", "anthropic"):
        raise ValueError(f'sdk is "openai", "anthropic" or a client of one of them, not {sdk!r}')
    return word
