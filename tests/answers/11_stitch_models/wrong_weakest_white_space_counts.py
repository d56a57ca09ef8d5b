"""Compares to the letter, white space included."""


# %% answer-weakest
def weakest(cases):
    rates = {}
    for place, step in enumerate(STEPS):
        good = 0
        for case in cases:
            text = case["right"][STEPS[place - 1]] if place else case["input"]
            try:
                reply = client.chat.completions.create(
                    model=step, messages=[{"role": "user", "content": text}]
                )
                good += reply.choices[0].message.content == case["right"][step]
            except openai.APIError:
                pass
        rates[step] = good / len(cases)
    return {"rates": rates, "weakest": min(STEPS, key=lambda step: rates[step])}
