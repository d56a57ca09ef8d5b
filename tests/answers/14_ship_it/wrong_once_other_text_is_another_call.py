# %% answer-once
made = {}


def answered(key: str, text: str) -> str:
    if (key, text) not in made:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": text}], max_completion_tokens=20
        )
        made[key, text] = reply.choices[0].message.content or ""
    return made[key, text]
