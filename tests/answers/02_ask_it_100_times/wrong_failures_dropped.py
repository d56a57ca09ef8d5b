"""Drops the failures, so that nobody can count them."""

# %% answer-ask
import openai


def ask_many(prompt, n):
    texts = []
    for _ in range(n):
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=60
            )
            texts.append(reply.choices[0].message.content)
        except openai.APIError:
            texts.append(None)
    return [text for text in texts if text is not None]
