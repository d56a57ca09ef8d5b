"""Takes an answer that is as long as allowed for one that was cut off."""


# %% answer-ask
def ask(
    door: str, target: dict, prompt: str, room: int, wish: dict | None = None, schema: dict | None = None
) -> dict:
    """{"text", "finish", "tokens"} of one question over one door."""
    takes = {"chat": ("temperature", "seed"), "responses": ("temperature",), "messages": ("temperature",)}[
        door
    ]
    knobs = {k: v for k, v in (wish or {}).items() if k in takes and k in target["can"]}
    shape = {"type": "json_schema", "schema": schema} if schema and "json_schema" in target["can"] else None
    talk = [{"role": "user", "content": prompt}]
    try:
        if door == "chat":
            if shape:
                inner = {"name": "answer", "strict": True, "schema": schema}
                knobs["response_format"] = {"type": "json_schema", "json_schema": inner}
            raw = openai_client.chat.completions.create(
                model=target["name"], messages=talk, max_completion_tokens=room, **knobs
            )
        elif door == "responses":
            if shape:
                knobs["text"] = {"format": shape | {"name": "answer", "strict": True}}
            raw = openai_client.responses.create(
                model=target["name"], input=talk, max_output_tokens=room, store=False, **knobs
            )
        else:
            more = {"output_config": {"format": shape}} if shape else {}
            raw = anthropic_client.messages.create(
                model=target["name"], messages=talk, max_tokens=room, extra_body=knobs, **more
            )
    except (openai.APIError, anthropic.APIError):
        return {"text": "", "finish": "error", "tokens": 0}
    reply = Reply.of(raw)
    return {
        "text": reply.text,
        "finish": "length" if reply.usage.output_tokens >= room else reply.finish,
        "tokens": reply.usage.tokens,
    }
