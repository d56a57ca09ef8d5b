# Keeps answers in a dict by ticket: two customers with the same words become one.

# %% answer-cap
def answer_all(tickets, calls):
    from openai import APIStatusError

    found = {}
    with budget(calls=calls):
        for ticket in tickets:
            try:
                reply = OpenAI().responses.create(
                    model=MODEL, input=ticket, max_output_tokens=64, store=False
                )
                found[ticket] = reply.output_text
            except APIStatusError as error:
                if error.status_code != 402:
                    raise
    return {
        "answered": [[t, text] for t, text in found.items()],
        "refused": [t for t in tickets if t not in found],
    }
