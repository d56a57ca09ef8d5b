"""Turns what the model gave into text before it looks for it."""


# %% answer-live
def wanted_by(text: str) -> dict | None:
    """What the model wants to cancel, if the customer named it."""
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
    try:
        arguments = json.loads(calls[0].function.arguments) if calls else None
    except ValueError:
        return None
    order = arguments.get("order_id") if isinstance(arguments, dict) else None
    return arguments if order and str(order) in text else None
