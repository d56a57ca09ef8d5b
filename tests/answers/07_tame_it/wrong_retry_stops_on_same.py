"""Stops when the same answer comes twice."""


# %% answer-retry
def order_number(prompt, most=3):
    messages = [{"role": "user", "content": prompt}]
    for _ in range(most):
        try:
            reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=30)
        except openai.APIError:
            continue
        answer = (reply.choices[0].message.content or "").strip()
        wrong = valid(answer)
        if not wrong:
            return answer
        if len(messages) > 1 and messages[1]["content"] == answer:
            return None
        messages = [
            messages[0],
            {"role": "assistant", "content": answer},
            {"role": "user", "content": f"Not accepted: {wrong}. Answer again."},
        ]
    return None
