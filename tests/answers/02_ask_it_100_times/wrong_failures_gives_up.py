"""Gives up after three failures, and loses the rest."""

# %% answer-ask
import openai


def ask_many(prompt, n):
    texts = []
    for _ in range(n):
        if texts.count(None) == 3:
            break
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=60
            )
            texts.append(reply.choices[0].message.content)
        except openai.APIError:
            texts.append(None)
    return texts + [None] * (n - len(texts))
