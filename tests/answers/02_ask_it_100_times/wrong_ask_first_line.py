"""Keeps the first line of each answer."""

# %% answer-ask
import openai


def ask_many(prompt, n):
    texts = []
    for _ in range(n):
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=60
            )
            texts.append(reply.choices[0].message.content.split("\n")[0])
        except openai.APIError:
            texts.append(None)
    return texts
