# Appends every ticket to one conversation: each customer is answered with all the others' words in view.

# %% answer-cap
def answer_all(tickets, calls):
    from openai import APIStatusError

    answered, refused, messages = [], [], []
    client = OpenAI()
    with budget(calls=calls):
        for ticket in tickets:
            messages.append({"role": "user", "content": ticket})
            try:
                reply = client.chat.completions.create(
                    model=MODEL, max_completion_tokens=64, messages=messages
                )
            except APIStatusError as error:
                if error.status_code != 402:
                    raise
                refused.append(ticket)
                continue
            text = reply.choices[0].message.content
            messages.append({"role": "assistant", "content": text})
            answered.append([ticket, text])
    return {"answered": answered, "refused": refused}
