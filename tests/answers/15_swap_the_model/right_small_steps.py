"""Only some tasks done otherwise: async doors, Fractions, recursion."""

# %% answer-ask
import asyncio

from kit import AsyncAnthropic, AsyncOpenAI


async def ask(door, target, prompt, room, wish=None, schema=None):
    def fine(word):
        return word in target["can"] and word in (wish or {})

    more = {"temperature": wish["temperature"]} if fine("temperature") else {}
    shaped = schema is not None and "json_schema" in target["can"]
    talk = [{"role": "user", "content": prompt}]
    try:
        if door == "messages":
            more = {"extra_body": more}
            if shaped:
                more["output_config"] = {"format": {"type": "json_schema", "schema": schema}}
            call = AsyncAnthropic(max_retries=0).messages.create
            raw = await call(model=target["name"], max_tokens=room, messages=talk, **more)
        elif door == "responses":
            if shaped:
                more["text"] = {"format": {"type": "json_schema", "name": "it", "schema": schema}}
            call = AsyncOpenAI(max_retries=0).responses.create
            raw = await call(model=target["name"], input=talk, max_output_tokens=room, store=False, **more)
        else:
            if fine("seed"):
                more["seed"] = wish["seed"]
            if shaped:
                inside = {"name": "it", "schema": schema}
                more["response_format"] = {"type": "json_schema", "json_schema": inside}
            call = AsyncOpenAI(max_retries=0).chat.completions.create
            raw = await call(model=target["name"], messages=talk, max_completion_tokens=room, **more)
    except (openai.OpenAIError, anthropic.AnthropicError):
        return dict(text="", finish="error", tokens=0)
    reply = Reply.of(raw)
    return dict(
        text=reply.text, finish=reply.finish, tokens=reply.usage.input_tokens + reply.usage.output_tokens
    )


# %% answer-live
async def three_doors(prompt):
    sdks = {"chat": "openai", "responses": "openai", "messages": "anthropic"}
    out = {}
    for door in sdks:
        said = await ask(door, {"name": model("small", sdks[door]).name, "can": ()}, prompt, 12)
        out[door] = said["text"]
    return out


# %% answer-pair
from fractions import Fraction


def pair(old, new):
    def of(run, name):
        rights = [row["right"] for row in run if row["id"] == name]
        return Fraction(rights.count(True), len(rights))

    texts = [{row["id"]: row["text"] for row in run} for run in (old, new)]
    ids = [name for name in texts[0] if texts[1].get(name) == texts[0][name]]
    out = sum(name not in ids for name in {**texts[0], **texts[1]})
    return {"ids": ids, "old": [of(old, n) for n in ids], "new": [of(new, n) for n in ids], "left_out": out}
