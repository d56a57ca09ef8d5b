# Stops at the first refusal and reports only that one ticket.

# %% answer-cap
def answer_all(tickets, calls):
    from openai import APIStatusError

    answered, refused = [], []
    with budget(calls=calls):
        for t in tickets:
            try:
                reply = OpenAI().responses.create(model=MODEL, input=t, max_output_tokens=64, store=False)
            except APIStatusError as error:
                if error.status_code != 402:
                    raise
                refused.append(t)
                break
            answered.append([t, reply.output_text])
    return {"answered": answered, "refused": refused}
