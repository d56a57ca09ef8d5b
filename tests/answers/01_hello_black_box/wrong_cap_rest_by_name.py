# Takes the refused to be the tickets whose words are not among the answered.

# %% answer-cap
def answer_all(tickets, calls):
    from openai import APIStatusError

    answered, refused = [], []
    with budget(calls=calls):
        for ticket in tickets:
            try:
                reply = OpenAI().responses.create(
                    model=MODEL, input=ticket, max_output_tokens=64, store=False
                )
                answered.append([ticket, reply.output_text])
            except APIStatusError as error:
                if error.status_code != 402:
                    raise
    done = [ticket for ticket, text in answered]
    refused = [ticket for ticket in tickets if ticket not in done]
    return {"answered": answered, "refused": refused}
