"""Asks again after a failure: more than k calls."""


# %% answer-live
def one_vote(prompt):
    reply = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=8
    )
    return read(reply.choices[0].message.content or "")


def ask_the_desk(prompt, k):
    votes = []
    while len(votes) < k:
        try:
            votes.append(one_vote(prompt))
        except openai.APIError:
            continue
    return majority(votes)
