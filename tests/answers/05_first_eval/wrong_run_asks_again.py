"""An empty answer is asked for again."""

# %% answer-run
import openai


def run(cases, labels):
    rows = []
    for case in cases:
        content = case["text"] + f"\n\nWhich of these: {', '.join(labels)}?"
        messages = [{"role": "user", "content": content}]
        try:
            answer = ""
            for _ in range(3):
                reply = client.chat.completions.create(
                    model=MODEL, messages=messages, max_completion_tokens=12
                )
                answer = answer or reply.choices[0].message.content or ""
                if answer:
                    break
        except openai.APIError:
            rows.append({"id": case["id"], "answer": None, "right": None})
            continue
        rows.append({"id": case["id"], "answer": answer, "right": grade(answer, case["label"], labels)})
    return rows
