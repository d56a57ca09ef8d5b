"""The answer is stripped before it is kept."""

# %% answer-run
import openai


def run(cases, labels):
    rows = []
    for case in cases:
        content = case["text"] + f"\n\nWhich of these: {', '.join(labels)}?"
        messages = [{"role": "user", "content": content}]
        try:
            reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=12)
        except openai.APIError:
            rows.append({"id": case["id"], "answer": None, "right": None})
            continue
        answer = (reply.choices[0].message.content or "").strip()
        rows.append({"id": case["id"], "answer": answer, "right": grade(answer, case["label"], labels)})
    return rows
