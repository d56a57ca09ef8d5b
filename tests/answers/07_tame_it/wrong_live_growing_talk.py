"""Asks again in the same conversation."""


# %% answer-live
def ask_the_desk(prompt, k):
    votes, talk = [], [{"role": "user", "content": prompt}]
    for _ in range(k):
        try:
            reply = client.chat.completions.create(model=MODEL, messages=talk, max_completion_tokens=8)
            talk.append({"role": "assistant", "content": reply.choices[0].message.content or ""})
            talk.append({"role": "user", "content": prompt})
            votes.append(read(reply.choices[0].message.content or ""))
        except openai.APIError:
            votes.append(None)
    return majority(votes)
