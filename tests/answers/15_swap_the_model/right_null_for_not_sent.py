"""Null for a knob that is not sent, plain text asked for in words, a table of calls."""


# %% answer-ask
def ask(door, target, prompt, room, wish=None, schema=None):
    name, can, wish = target["name"], target["can"], dict(wish or {})
    t = wish["temperature"] if "temperature" in wish and "temperature" in can else None
    seed = wish["seed"] if "seed" in wish and "seed" in can else None
    form = schema if "json_schema" in can else None
    js = form and {"type": "json_schema", "name": "it", "schema": form, "strict": True}
    calls = {
        "chat": lambda: openai_client.chat.completions.create(
            model=name,
            messages=[{"role": "user", "content": prompt}],
            max_completion_tokens=room,
            temperature=openai.NOT_GIVEN if t is None else t,
            seed=openai.NOT_GIVEN if seed is None else seed,
            response_format={"type": "json_schema", "json_schema": {"name": "it", "schema": form}}
            if form
            else {"type": "text"},
        ),
        "responses": lambda: openai_client.responses.create(
            model=name,
            input=prompt,
            max_output_tokens=room,
            store=False,
            temperature=t,
            **({"text": {"format": js}} if form else {}),
        ),
        "messages": lambda: anthropic_client.messages.create(
            model=name,
            messages=[{"role": "user", "content": prompt}],
            max_tokens=room,
            extra_body={} if t is None else {"temperature": t},
            **({"output_config": {"format": {"type": "json_schema", "schema": form}}} if form else {}),
        ),
    }
    call = calls[door]
    try:
        done = Reply.of(call())
    except (openai.APIError, anthropic.APIError):
        return {"text": "", "finish": "error", "tokens": 0}
    return {"text": done.text, "finish": done.finish, "tokens": done.usage.tokens}
