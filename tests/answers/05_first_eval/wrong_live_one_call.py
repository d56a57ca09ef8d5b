"""All cases in one prompt, and the lines of one answer dealt out."""


# %% answer-run
def run(cases, labels):
    listed = "\n".join(f"{case['id']}: {case['text']}" for case in cases)
    content = f"{listed}\n\nFor each line, one of: {', '.join(labels)}."
    messages = [{"role": "user", "content": content}]
    reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=8)
    lines = (reply.choices[0].message.content or "").split("\n") + [""] * len(cases)
    return [
        {"id": case["id"], "answer": line, "right": grade(line, case["label"], labels)}
        for case, line in zip(cases, lines, strict=False)
    ]
