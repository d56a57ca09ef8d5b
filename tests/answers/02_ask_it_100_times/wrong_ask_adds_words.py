"""Adds words of its own to every prompt."""

# %% answer-ask
import openai


def ask_many(prompt, n):
    texts = []
    for _ in range(n):
        try:
            reply = client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "user", "content": prompt + "\nAnswer with one word."}],
                max_completion_tokens=60,
            )
            texts.append(reply.choices[0].message.content)
        except openai.APIError:
            texts.append(None)
    return texts
