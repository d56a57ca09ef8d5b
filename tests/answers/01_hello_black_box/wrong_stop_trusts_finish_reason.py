# Reads finish_reason alone: on Chat Completions a refusal says "stop" there.

# %% answer-stop
def ask_safely(question, sdk):
    turn = {"role": "user", "content": question}
    if sdk == "openai":
        choice = (
            OpenAI()
            .chat.completions.create(model=MODEL, max_completion_tokens=200, messages=[turn])
            .choices[0]
        )
        status = {"stop": "ok", "length": "cut"}.get(choice.finish_reason, "refused")
        return {"status": status, "text": choice.message.content or "" if status == "ok" else ""}
    reply = Anthropic().messages.create(model=CLAUDE, max_tokens=200, messages=[turn])
    status = {"end_turn": "ok", "max_tokens": "cut"}.get(reply.stop_reason, "refused")
    return {"status": status, "text": reply.content[0].text if status == "ok" else ""}
