"""One call, copied k times."""


# %% answer-live
def one_vote(prompt):
    reply = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=8
    )
    return read(reply.choices[0].message.content or "")


def ask_the_desk(prompt, k):
    return majority([one_vote(prompt)] * k)
