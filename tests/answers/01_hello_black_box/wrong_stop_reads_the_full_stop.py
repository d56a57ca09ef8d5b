# Trusts the text: what does not end like a sentence was cut.

# %% answer-stop
def ask_safely(question, sdk):
    turn = {"role": "user", "content": question}
    if sdk == "openai":
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=[turn])
        choice = reply.choices[0]
        text, refused = choice.message.content, choice.message.refusal
        cut = not (choice.message.content or "").endswith(".")
    else:
        reply = Anthropic().messages.create(model=CLAUDE, max_tokens=200, messages=[turn])
        text = "".join(block.text for block in reply.content if block.type == "text")
        refused, cut = reply.stop_reason == "refusal", not text.endswith(".")
    status = "refused" if refused else "cut" if cut else "ok"
    return {"status": status, "text": text if status == "ok" else ""}
