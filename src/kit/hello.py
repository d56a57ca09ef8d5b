"""`kit hello`: the first minute of the course in one command. The same question, twenty times, and a count.

It is written as a lesson cell would be: an SDK call, `sample` around it, a histogram with intervals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

QUESTION = 'A customer writes: "Great. It broke on day two." Should we send a refund? Answer yes or no.'
LABELS = ["yes", "no"]


def ask_around(n: int = 20, question: str = "") -> str:
    """Ask the current source one question `n` times.

    Args:
        n: how many times, at least 1.
        question: another question, answered in free text; "" asks about a refund, where a model
            that can be held to a schema is held to the two words.
    Returns:
        Text for a terminal: the question, the histogram with 95 % intervals, what it took.
    Raises:
        SourceError: the source cannot answer; the message says what to set.
        RuntimeError: every call failed; the message is the first failure's.
    """
    from kit import histogram, model, sample, source

    where, small = source(), model("small")
    trouble = where.ready()
    if trouble:
        from kit.models.sources import SourceError

        raise SourceError(trouble)
    samples = sample(_call(question), n)
    answers = samples.answers(normalise=_plain)
    if not answers:
        raise RuntimeError(f"None of {n} calls was answered. The first said: {samples.failures[0].error}")
    usage = samples.usage
    price = f"${usage.usd:.4f}" if usage.usd else "free"
    took = f"{samples.seconds:.1f} s, {usage.input_tokens + usage.output_tokens} tokens, {price}"
    return "\n".join(
        [
            f"{question or QUESTION}",
            f"{small.name} (source {where.name}), asked {n} times:",
            "",
            str(histogram(answers)),
            "",
            f"It took {took}. One model, one question: which answer would your customer get?",
        ]
    )


def _call(question: str) -> Callable[[], Any]:
    """One call of the current source's own SDK, built as a lesson builds it."""
    from kit import Anthropic, OpenAI, model, source

    small = model("small")
    content = question or QUESTION
    if "openai" not in source().speaks:
        claude = Anthropic()
        return lambda: claude.messages.create(
            model=small.name, max_tokens=64, messages=[{"role": "user", "content": content}]
        )
    client = OpenAI()
    options: dict[str, Any] = {}
    if not question and small.can("json_schema"):
        schema: dict[str, Any] = {"type": "string", "enum": LABELS}
        if (
            small.source != "local"
        ):  # vendors want an object around it; a small model pays five tokens for one
            schema = {"type": "object", "properties": {"refund": schema}, "required": ["refund"]}
            schema["additionalProperties"] = False
        wanted = {"name": "refund", "schema": schema, "strict": True}
        options["response_format"] = {"type": "json_schema", "json_schema": wanted}
    return lambda: client.chat.completions.create(
        model=small.name, max_completion_tokens=64, messages=[{"role": "user", "content": content}], **options
    )


def _plain(text: str) -> str:
    """`{"refund": "yes"}` and ` Yes. ` alike become `yes`."""
    import json

    try:
        value = json.loads(text)
    except ValueError:
        value = text
    if isinstance(value, dict) and value:
        value = next(iter(value.values()))
    return str(value).strip().strip(".").lower()
