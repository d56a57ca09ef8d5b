"""Asks once and repeats the answer: n copies are not n answers."""


# %% answer-ask
def ask_many(prompt, n):
    reply = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=60
    )
    return [reply.choices[0].message.content] * n
