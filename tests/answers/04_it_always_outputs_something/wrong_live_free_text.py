"""No schema: whatever comes."""


# %% answer-live
def read_zip(message):
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"Answer this customer in one friendly sentence: {message}"}],
        max_completion_tokens=16,
    )
    found = find_json(reply.choices[0].message.content or "") or {}
    value = found.get("zip")
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{5}", value):
        return {"zip": None}
    return {"zip": value if re.search(rf"(?<![0-9]){value}(?![0-9])", message) else None}
