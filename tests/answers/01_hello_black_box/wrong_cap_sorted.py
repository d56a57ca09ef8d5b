# Answers the tickets in alphabetical order.

# %% answer-cap
def answer_all(tickets, calls):
    from openai import APIStatusError

    answered, refused = [], []
    with budget(calls=calls):
        for ticket in sorted(tickets):
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
