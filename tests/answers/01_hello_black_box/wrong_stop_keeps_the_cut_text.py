# Says "cut", and hands over the half promise all the same.

# %% answer-stop
def ask_safely(question, sdk):
    from kit import Reply

    turn = {"role": "user", "content": question}
    if sdk == "openai":
        raw = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=[turn])
    else:
        raw = Anthropic().messages.create(model=CLAUDE, max_tokens=200, messages=[turn])
    reply = Reply.of(raw)
    return {"status": {"stop": "ok", "length": "cut"}.get(reply.finish, "refused"), "text": reply.text}
