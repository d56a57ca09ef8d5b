# Asynchronous and streamed: what was said is put together from the pieces, and the usage comes last.

# %% answer-receipt
async def receipt(question):
    from kit import AsyncOpenAI

    pieces = await AsyncOpenAI().chat.completions.create(
        model=MODEL,
        max_tokens=30,
        messages=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": f"Question: {question}"}]},
        ],
        stream=True,
        stream_options={"include_usage": True},
    )
    text, used = "", None
    async for piece in pieces:
        if piece.choices:
            text += piece.choices[0].delta.content or ""
        used = piece.usage or used
    return {"output_tokens": used.completion_tokens, "input_tokens": used.prompt_tokens, "text": text}


# %% answer-chat
async def chat(rules, turns):
    from kit import AsyncOpenAI

    client, messages = AsyncOpenAI(), [{"role": "developer", "content": rules}]
    for turn in turns:
        messages += [{"role": "user", "content": turn}]
        reply = await client.chat.completions.create(model=MODEL, messages=messages)
        messages += [reply.choices[0].message]
    return [m.content for m in messages[2::2]]


# %% answer-stop
async def ask_safely(question, sdk):
    from kit import AsyncAnthropic, AsyncOpenAI

    turns = [{"role": "user", "content": question}]
    if sdk == "anthropic":
        async with AsyncAnthropic().messages.stream(model=CLAUDE, max_tokens=200, messages=turns) as stream:
            message = await stream.get_final_message()
        if message.stop_reason == "refusal":
            return {"status": "refused", "text": ""}
        if message.stop_reason == "max_tokens":
            return {"status": "cut", "text": ""}
        return {"status": "ok", "text": message.content[0].text}
    text, refusal, finish = "", "", None
    async for piece in await AsyncOpenAI().chat.completions.create(
        model=MODEL, max_completion_tokens=200, messages=turns, stream=True
    ):
        for choice in piece.choices:
            text += choice.delta.content or ""
            refusal += choice.delta.refusal or ""
            finish = choice.finish_reason or finish
    if refusal:
        return {"status": "refused", "text": ""}
    return {"status": "cut", "text": ""} if finish == "length" else {"status": "ok", "text": text}


# %% answer-cap
async def answer_all(tickets, calls):
    import anthropic

    from kit import AsyncAnthropic

    answered, refused = [], []
    with budget(calls=calls) as purse:
        for place, ticket in enumerate(tickets):
            try:
                async with AsyncAnthropic().messages.stream(
                    model=CLAUDE,
                    max_tokens=64,
                    system="You answer one ticket.",
                    messages=[{"role": "user", "content": ticket}],
                ) as stream:
                    answered.append((ticket, await stream.get_final_text()))
            except anthropic.APIStatusError as error:
                if error.status_code == 402 and purse.left.calls == 0:
                    refused = tickets[place:]
                    break
                raise
    return {"answered": answered, "refused": refused}
