"""One token is enough for one word, it thought: answers are cut off."""

# %% answer-ask
import openai


def ask_many(prompt, n):
    texts = []
    for _ in range(n):
        try:
            reply = client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "user", "content": prompt}],
                max_completion_tokens=1,
            )
            texts.append(reply.choices[0].message.content)
        except openai.APIError:
            texts.append(None)
    return texts
