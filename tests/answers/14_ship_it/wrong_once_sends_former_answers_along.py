# %% answer-once
made = {}
talk = []


def answered(key: str, text: str) -> str:
    """The answer to an errand, made once."""
    if key not in made:
        reply = client.chat.completions.create(
            model=MODEL, messages=[*talk, {"role": "user", "content": text}], max_completion_tokens=20
        )
        talk.append({"role": "assistant", "content": reply.choices[0].message.content or ""})
        made[key] = (text, reply.choices[0].message.content or "")
    asked, answer = made[key]
    if asked != text:
        raise ValueError(f"{key!r} is the key of another request")
    return answer
