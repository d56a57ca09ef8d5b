# The try is around the whole loop, and what was answered before the refusal is thrown away.

# %% answer-cap
def answer_all(tickets, calls):
    from openai import APIStatusError

    try:
        with budget(calls=calls):
            answered = [
                [
                    t,
                    OpenAI()
                    .responses.create(model=MODEL, input=t, max_output_tokens=64, store=False)
                    .output_text,
                ]
                for t in tickets
            ]
    except APIStatusError as error:
        if error.status_code != 402:
            raise
        return {"answered": [], "refused": list(tickets)}
    return {"answered": answered, "refused": []}
