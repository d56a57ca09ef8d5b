"""Takes the first call, whatever tool it is of."""


# %% answer-live
def wanted_by(text):
    try:
        reply = client.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": text}],
            tools=[CANCEL],
            max_completion_tokens=60,
        )
        calls = reply.choices[0].message.tool_calls
        given = json.loads(calls[0].function.arguments) if calls else None
        return given if isinstance(given, dict) and given.get("order_id", "?") in text else None
    except (openai.APIError, ValueError):
        return None
