# With the pieces of kit: Reply reads all three shapes; a stream is collected; calls are counted by hand.

# %% answer-receipt
def receipt(question):
    from kit import Reply

    reply = Reply.of(
        OpenAI().responses.create(model=MODEL, input=question, max_output_tokens=32, store=False)
    )
    return {
        "text": reply.text,
        "input_tokens": reply.usage.input_tokens,
        "output_tokens": reply.usage.output_tokens,
    }


# %% answer-chat
def chat(rules, turns):
    items, answers = [], []
    client = OpenAI()
    for turn in turns:
        items.append({"role": "user", "content": turn})
        reply = client.responses.create(
            model=MODEL, instructions=rules, input=items, max_output_tokens=200, store=False
        )
        items.append({"role": "assistant", "content": reply.output_text})
        answers.append(reply.output_text)
    return answers


# %% answer-stop
async def ask_safely(question, sdk):
    from kit import AsyncAnthropic, AsyncOpenAI, Reply

    messages = [{"role": "user", "content": question}]
    if sdk == "openai":
        raw = await AsyncOpenAI().chat.completions.create(model=MODEL, max_tokens=200, messages=messages)
    else:
        raw = await AsyncAnthropic().messages.create(model=CLAUDE, max_tokens=200, messages=messages)
    reply = Reply.of(raw)
    status = {"stop": "ok", "length": "cut"}.get(reply.finish, "refused")
    return {"status": status, "text": reply.text * (status == "ok")}


# %% answer-cap
def answer_all(tickets, calls):
    answered = []
    with budget(calls=calls):
        for ticket in tickets[:calls]:
            pieces = OpenAI().chat.completions.create(
                model=MODEL,
                max_completion_tokens=64,
                messages=[{"role": "user", "content": ticket}],
                stream=True,
            )
            text = "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)
            answered.append([ticket, text])
    return {"answered": answered, "refused": tickets[calls:]}
