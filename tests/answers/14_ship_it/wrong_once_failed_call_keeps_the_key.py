# %% answer-once
texts, made = {}, {}


def answered(key: str, text: str) -> str:
    if texts.setdefault(key, text) != text:
        raise ValueError("the key of another request")
    if key not in made:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": text}], max_completion_tokens=20
        )
        made[key] = reply.choices[0].message.content or ""
    return made[key]
