# Leaves 500 tokens of room instead of 200.

# %% answer-stop
def ask_safely(question, sdk):
    turn = {"role": "user", "content": question}
    if sdk == "openai":
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=500, messages=[turn])
        choice = reply.choices[0]
        text, refused, cut = choice.message.content, choice.message.refusal, choice.finish_reason == "length"
    else:
        reply = Anthropic().messages.create(model=CLAUDE, max_tokens=500, messages=[turn])
        text = "".join(block.text for block in reply.content if block.type == "text")
        refused, cut = reply.stop_reason == "refusal", reply.stop_reason == "max_tokens"
    status = "refused" if refused else "cut" if cut else "ok"
    return {"status": status, "text": text if status == "ok" else ""}
