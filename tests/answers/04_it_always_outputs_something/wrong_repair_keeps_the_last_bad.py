"""Hands on the last answer anyway."""


# %% answer-repair
def repair(message, limit):
    turns = [{"role": "user", "content": f"Answer with a JSON object: order_id, zip, wish. {message}"}]
    attempts, tokens, value = [], 0, None
    while value is None and len(attempts) < limit:
        try:
            reply = client.chat.completions.create(model=MODEL, messages=turns, max_completion_tokens=100)
        except openai.APIError:
            attempts.append({"text": "", "faults": ["call"]})
            continue
        text = reply.choices[0].message.content or ""
        tokens += reply.usage.total_tokens
        found = find_json(text)
        wrong = ["json"] if found is None else faults(message, found)
        attempts.append({"text": text, "faults": wrong})
        last = found
        if not wrong:
            value = found
        why = "There was no JSON object." if found is None else f"Wrong: {', '.join(wrong)}."
        turns = [turns[0], {"role": "assistant", "content": text}, {"role": "user", "content": why}]
    return {"value": value or last, "attempts": attempts, "tokens": tokens}
