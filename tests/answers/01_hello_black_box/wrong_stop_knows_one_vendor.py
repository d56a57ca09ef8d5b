# Reads Anthropic's stop reasons with OpenAI's words.

# %% answer-stop
def ask_safely(question, sdk):
    turn = {"role": "user", "content": question}
    if sdk == "openai":
        choice = (
            OpenAI()
            .chat.completions.create(model=MODEL, max_completion_tokens=200, messages=[turn])
            .choices[0]
        )
        why, text = choice.finish_reason, choice.message.content
        why = "refusal" if choice.message.refusal else why
    else:
        reply = Anthropic().messages.create(model=CLAUDE, max_tokens=200, messages=[turn])
        why, text = reply.stop_reason, "".join(b.text for b in reply.content)
    status = "cut" if why == "length" else "refused" if why == "refusal" else "ok"
    return {"status": status, "text": text if status == "ok" else ""}
