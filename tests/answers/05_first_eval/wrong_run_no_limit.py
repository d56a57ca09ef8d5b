"""No limit to the answer's length."""

# %% answer-run
import openai


def run(cases, labels):
    rows = []
    for case in cases:
        content = case["text"] + f"\n\nWhich of these: {', '.join(labels)}?"
        messages = [{"role": "user", "content": content}]
        try:
            reply = client.chat.completions.create(model=MODEL, messages=messages)
        except openai.APIError:
            rows.append({"id": case["id"], "answer": None, "right": None})
            continue
        answer = reply.choices[0].message.content or ""
        rows.append({"id": case["id"], "answer": answer, "right": grade(answer, case["label"], labels)})
    return rows
