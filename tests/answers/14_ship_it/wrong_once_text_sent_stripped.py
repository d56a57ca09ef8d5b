# %% answer-once
made = {}


def answered(key: str, text: str) -> str:
    """The answer to an errand, made once."""
    if key not in made:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": text.strip()}], max_completion_tokens=20
        )
        made[key] = (text, reply.choices[0].message.content or "")
    asked, answer = made[key]
    if asked != text:
        raise ValueError(f"{key!r} is the key of another request")
    return answer
