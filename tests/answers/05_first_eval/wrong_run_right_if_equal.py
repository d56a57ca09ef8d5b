"""Right if the answer is the label, word for word."""

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
        answer = reply.choices[0].message.content or ""
        rows.append({"id": case["id"], "answer": answer, "right": answer == case["label"]})
    return rows
