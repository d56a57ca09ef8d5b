# %% answer-once
made, failed = {}, {}


def answered(key: str, text: str) -> str:
    if (key, text) in failed:
        raise failed[key, text]
    if key not in made:
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": text}], max_completion_tokens=20
            )
        except openai.APIError as error:
            failed[key, text] = error
            raise
        made[key] = (text, reply.choices[0].message.content or "")
    asked, answer = made[key]
    if asked != text:
        raise ValueError(f"{key!r} is the key of another request")
    return answer
