"""An empty answer is taken for a failed call."""

# %% answer-run
import openai


def run(cases, labels):
    rows = []
    for case in cases:
        content = f"{case['text']}\n\nWhich of these: {', '.join(labels)}?"
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": content}], max_completion_tokens=12
            )
            answer = reply.choices[0].message.content or None
        except openai.APIError:
            rows.append({"id": case["id"], "answer": None, "right": None})
            continue
        rows.append(
            {
                "id": case["id"],
                "answer": answer,
                "right": grade(answer, case["label"], labels) if answer else None,
            }
        )
    return rows
