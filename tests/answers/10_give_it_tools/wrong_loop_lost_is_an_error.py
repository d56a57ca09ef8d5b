"""Takes a word inside a result for an error."""


# %% answer-loop
def desk(text: str, steps: int = 5, tokens: int = 100_000) -> dict:
    """{"answer", "stopped"} of one customer's text."""
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
        calls = [(call.id, call.function.name, call.function.arguments) for call in said.tool_calls or []]
        if not calls:
            return {"answer": (said.content or "").strip(), "stopped": "answer"}
        if any(call[1:] in failed for call in calls):
            return {"answer": None, "stopped": "repeats"}
        if step == steps:
            return {"answer": None, "stopped": "steps"}
        if spent + used > tokens:
            return {"answer": None, "stopped": "tokens"}
        messages.append({"role": "assistant", "content": said.content or "", "tool_calls": said.tool_calls})
        for number, name, arguments in calls:
            result = run_tool(name, arguments)
            if "error" in result or "lost" in result:
                failed.add((name, arguments))
            messages.append({"role": "tool", "tool_call_id": number, "content": result})
