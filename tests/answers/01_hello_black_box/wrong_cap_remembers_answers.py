# Answers the same words from memory, without a call.

# %% answer-cap
def answer_all(tickets, calls):
    from openai import APIStatusError

    answered, refused = [], []
    with budget(calls=calls):
        for ticket in tickets:
            old = dict(answered)
            if ticket in old:
                answered.append([ticket, old[ticket]])
                continue
            try:
                reply = OpenAI().responses.create(
                    model=MODEL, input=ticket, max_output_tokens=64, store=False
                )
                answered.append([ticket, reply.output_text])
            except APIStatusError as error:
                if error.status_code != 402:
                    raise
                refused.append(ticket)
    return {"answered": answered, "refused": refused}
