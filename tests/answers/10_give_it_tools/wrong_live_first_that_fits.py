"""Passes over a first call that is not fit, and takes the next."""


# %% answer-live
def wanted_by(text):
    try:
        reply = client.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": text}],
            tools=[CANCEL],
            max_completion_tokens=60,
        )
    except openai.APIError:
        return None
    calls = [c for c in reply.choices[0].message.tool_calls or [] if c.function.name == "cancel_order"]

    for c in calls:
        try:
            a = json.loads(c.function.arguments)
        except ValueError:
            continue
        o = a.get("order_id") if isinstance(a, dict) else None
        if isinstance(o, str) and o and o in text:
            return a
    return None
