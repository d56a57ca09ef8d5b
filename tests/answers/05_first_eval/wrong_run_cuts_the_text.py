"""Only the first words of the text are sent."""

# %% answer-run
import openai


def run(cases, labels):
    rows = []
    for case in cases:
        content = f"{case['text'][:18]}\n\nWhich of these: {', '.join(labels)}?"
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": content}], max_completion_tokens=12
            )
            answer = reply.choices[0].message.content or ""
        except openai.APIError:
            rows.append({"id": case["id"], "answer": None, "right": None})
            continue
        rows.append({"id": case["id"], "answer": answer, "right": grade(answer, case["label"], labels)})
    return rows
