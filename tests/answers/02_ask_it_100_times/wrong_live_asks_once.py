"""One real call, the rest invented."""


# %% answer-ask
def ask_many(prompt, n):
    reply = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=60
    )
    return [reply.choices[0].message.content] + ["Blue"] * (n - 1)
