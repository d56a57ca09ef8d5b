"""White space around an answer is dropped."""


# %% answer-repair
def repair(message: str, limit: int) -> dict:
    """Ask until nothing is at fault, at most `limit` times; every attempt is kept and counted."""
    task = "Answer with a JSON object with order_id, zip and wish; null for what is not said."
    turns = [{"role": "user", "content": f"{task}\n\n{message}"}]
    attempts, tokens, value = [], 0, None
    while value is None and len(attempts) < limit:
        try:
            reply = client.chat.completions.create(model=MODEL, messages=turns, max_completion_tokens=100)
        except openai.APIError:
            attempts.append({"text": "", "faults": ["call"]})
            continue
        text = reply.choices[0].message.content.strip()
        tokens += reply.usage.total_tokens
        found = find_json(text)
        wrong = ["json"] if found is None else faults(message, found)
        attempts.append({"text": text, "faults": wrong})
        if not wrong:
            value = found
        why = "There was no JSON object." if found is None else f"Wrong: {', '.join(wrong)}."
        turns = [turns[0], {"role": "assistant", "content": text}, {"role": "user", "content": why}]
    return {"value": value, "attempts": attempts, "tokens": tokens}
