"""Catches rate limits and lost connections, and dies of a server error."""

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
        except (openai.RateLimitError, openai.APIConnectionError):
            texts.append(None)
    return texts
