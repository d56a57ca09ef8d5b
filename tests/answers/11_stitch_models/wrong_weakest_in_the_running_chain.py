"""Each step gets what the one before said."""


# %% answer-weakest
def weakest(cases):
    hits = dict.fromkeys(STEPS, 0)
    for case in cases:
        text = case["input"]
        for step in STEPS:
            try:
                reply = client.chat.completions.create(
                    model=step, messages=[{"role": "user", "content": text}]
                )
                text = reply.choices[0].message.content.strip()
            except openai.APIError:
                break
            hits[step] += text == case["right"][step]
    rates = {step: count / len(cases) for step, count in hits.items()}
    return {"rates": rates, "weakest": min(STEPS, key=lambda step: rates[step])}
