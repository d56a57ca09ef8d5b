"""A list of the kinds it thought of; a request that is refused (400) ends everything."""

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
        except (openai.RateLimitError, openai.InternalServerError, openai.APIConnectionError):
            texts.append(None)
    return texts
