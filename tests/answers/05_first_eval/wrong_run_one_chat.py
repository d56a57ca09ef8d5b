"""All cases in one growing conversation."""

# %% answer-run
import openai


def run(cases, labels):
    rows, talk = [], [{"role": "system", "content": f"Answer with one of: {', '.join(labels)}."}]
    for case in cases:
        talk.append({"role": "user", "content": case["text"]})
        try:
            reply = client.chat.completions.create(model=MODEL, messages=talk, max_completion_tokens=12)
        except openai.APIError:
            rows.append({"id": case["id"], "answer": None, "right": None})
            continue
        answer = reply.choices[0].message.content or ""
        talk.append({"role": "assistant", "content": answer})
        rows.append({"id": case["id"], "answer": answer, "right": grade(answer, case["label"], labels)})
    return rows
