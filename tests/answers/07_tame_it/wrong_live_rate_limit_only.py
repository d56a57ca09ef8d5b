"""Knows one way to fail."""


# %% answer-live
def ask_the_desk(prompt, k):
    votes = []
    for _ in range(k):
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=8
            )
            votes.append(read(reply.choices[0].message.content or ""))
        except openai.RateLimitError:
            votes.append(None)
    return majority(votes)
