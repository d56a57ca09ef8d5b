# Leaves 32 tokens of room, so that ordinary answers are cut.

# %% answer-stop
def ask_safely(question, sdk):
    from kit import Reply

    turn = {"role": "user", "content": question}
    if sdk == "openai":
        raw = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=32, messages=[turn])
    else:
        raw = Anthropic().messages.create(model=CLAUDE, max_tokens=32, messages=[turn])
    reply = Reply.of(raw)
    status = {"stop": "ok", "length": "cut"}.get(reply.finish, "refused")
    return {"status": status, "text": reply.text if status == "ok" else ""}
