"""The ticket goes along with every step."""


# %% answer-weakest
def weakest(cases):
    rates = {}
    for place, step in enumerate(STEPS):
        good = 0
        for case in cases:
            text = case["right"][STEPS[place - 1]] if place else case["input"]
            try:
                reply = client.chat.completions.create(
                    model=step,
                    messages=[{"role": "user", "content": case["input"]}, {"role": "user", "content": text}],
                )
                said = reply.choices[0].message.content
                good += said.strip() == case["right"][step]
            except openai.APIError:
                pass
        rates[step] = good / len(cases)
    return {"rates": rates, "weakest": min(STEPS, key=lambda step: rates[step])}
