# %% answer-once
made, texts = {}, {}


def answered(key: str, text: str) -> str:
    if made.get(key) and texts[key] != text:
        raise ValueError("the key of another request")
    if key not in made:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": text}], max_completion_tokens=20
        )
        made[key], texts[key] = reply.choices[0].message.content or "", text
    return made[key]
