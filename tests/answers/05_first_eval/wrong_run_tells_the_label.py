"""The right label comes first in the prompt."""

# %% answer-run
import openai


def run(cases, labels):
    rows = []
    for case in cases:
        content = (
            f"{case['text']}\n\nWhich: {', '.join(sorted(labels, key=lambda one: one != case['label']))}?"
        )
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
