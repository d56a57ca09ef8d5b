"""Trusts the order number that the model gives."""


# %% answer-live
def wanted_by(text):
    try:
        reply = client.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": text}],
            tools=[CANCEL],
            max_completion_tokens=60,
        )
        calls = [c for c in reply.choices[0].message.tool_calls or [] if c.function.name == "cancel_order"]
        given = json.loads(calls[0].function.arguments) if calls else None
        return given if isinstance(given, dict) else None
    except (openai.APIError, ValueError):
        return None
