"""A failed call does not count at all."""


# %% answer-weakest
def weakest(cases):
    rates = {}
    for place, step in enumerate(STEPS):
        hits = []
        for case in cases:
            text = case["right"][STEPS[place - 1]] if place else case["input"]
            try:
                reply = client.chat.completions.create(
                    model=step, messages=[{"role": "user", "content": text}]
                )
            except openai.APIError:
                continue
            hits.append(reply.choices[0].message.content.strip() == case["right"][step])
        rates[step] = sum(hits) / len(hits) if hits else 0
    return {"rates": rates, "weakest": min(STEPS, key=lambda step: rates[step])}
