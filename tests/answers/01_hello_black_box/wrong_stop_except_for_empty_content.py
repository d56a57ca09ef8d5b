# Reaches for content[0] and takes the IndexError of an empty answer for a refusal.

# %% answer-stop
def ask_safely(question, sdk):
    turn = {"role": "user", "content": question}
    if sdk == "openai":
        choice = (
            OpenAI()
            .chat.completions.create(model=MODEL, max_completion_tokens=200, messages=[turn])
            .choices[0]
        )
        if choice.message.refusal:
            return {"status": "refused", "text": ""}
        text, cut = choice.message.content, choice.finish_reason == "length"
    else:
        reply = Anthropic().messages.create(model=CLAUDE, max_tokens=200, messages=[turn])
        try:
            text, cut = reply.content[0].text, reply.stop_reason == "max_tokens"
        except IndexError:
            return {"status": "refused", "text": ""}
    return {"status": "cut" if cut else "ok", "text": "" if cut else text}
