# Opens the budget inside the loop: every ticket gets a fresh one, and nothing is ever refused.

# %% answer-cap
def answer_all(tickets, calls):
    from openai import APIStatusError

    answered, refused = [], []
    for t in tickets:
        try:
            with budget(calls=calls):
                reply = OpenAI().responses.create(model=MODEL, input=t, max_output_tokens=64, store=False)
            answered.append([t, reply.output_text])
        except APIStatusError as error:
            if error.status_code != 402:
                raise
            refused.append(t)
    return {"answered": answered, "refused": refused}
