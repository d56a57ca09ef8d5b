"""Split at spaces."""


# %% answer-live
def read_zip(message: str) -> dict:
    """{"zip": five digits that stand in the message, or None}, from one constrained call."""
    digits = {"anyOf": [{"type": "string", "pattern": "^[0-9]{5}$"}, {"type": "null"}]}
    schema = {
        "type": "object",
        "properties": {"zip": digits},
        "required": ["zip"],
        "additionalProperties": False,
    }
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"Which zip code does the customer give? JSON.\n\n{message}"}],
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "zip", "schema": schema, "strict": True},
        },
        max_completion_tokens=40,
    )
    found = find_json(reply.choices[0].message.content or "") or {}
    value = found.get("zip")
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{5}", value):
        return {"zip": None}
    return {"zip": value if value in [w.strip(".,;:!?") for w in message.split()] else None}
