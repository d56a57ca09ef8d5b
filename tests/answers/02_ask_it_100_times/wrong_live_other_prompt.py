"""Asks the desk's question whatever the prompt is."""

# %% answer-ask
import openai


def ask_many(prompt, n):
    texts = []
    for _ in range(n):
        try:
            reply = client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "user", "content": "Return or exchange? Answer with one word."}],
                max_completion_tokens=60,
            )
            texts.append(reply.choices[0].message.content)
        except openai.APIError:
            texts.append(None)
    return texts
