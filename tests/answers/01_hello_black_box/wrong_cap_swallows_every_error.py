# Takes any error at all for a refused budget.

# %% answer-cap
def answer_all(tickets, calls):
    answered, refused = [], []
    with budget(calls=calls):
        for t in tickets:
            try:
                reply = OpenAI().responses.create(model=MODEL, input=t, max_output_tokens=64, store=False)
                answered.append([t, reply.output_text])
            except Exception:
                refused.append(t)
    return {"answered": answered, "refused": refused}
