"""A good call again counts as a repeat, too."""


# %% answer-loop
def desk(text, steps=5, tokens=100_000):
    messages, failed, spent = [{"role": "user", "content": text}], set(), 0
    for step in range(1, steps + 1):
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=messages, tools=OFFER, max_completion_tokens=60
            )
        except openai.APIError:
            return {"answer": None, "stopped": "error"}
        said, used = reply.choices[0].message, reply.usage.total_tokens
        spent += used
        calls = said.tool_calls or []
        if not calls:
            return {"answer": (said.content or "").strip(), "stopped": "answer"}
        if any((c.function.name, c.function.arguments) in failed for c in calls):
            return {"answer": None, "stopped": "repeats"}
        if step == steps:
            return {"answer": None, "stopped": "steps"}
        if spent + used > tokens:
            return {"answer": None, "stopped": "tokens"}
        messages.append({"role": "assistant", "content": said.content or "", "tool_calls": calls})
        for call in calls:
            result = run_tool(call.function.name, call.function.arguments)
            failed.add((call.function.name, call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
