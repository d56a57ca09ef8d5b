"""Tries again after a rate limit: more calls than were allowed."""

# %% answer-ask
import openai


def ask_many(prompt, n):
    texts = []
    while len(texts) < n:
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=60
            )
            texts.append(reply.choices[0].message.content)
        except openai.RateLimitError:
            continue
        except openai.APIError:
            texts.append(None)
    return texts
