"""Complains, and does not show about what."""


# %% answer-retry
def order_number(prompt, most=3):
    messages = [{"role": "user", "content": prompt}]
    answer = None
    for _ in range(most):
        try:
            reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=30)
        except openai.APIError:
            continue
        answer = (reply.choices[0].message.content or "").strip()
        wrong = valid(answer)
        if not wrong:
            return answer
        messages = [messages[0], {"role": "user", "content": wrong}]
    return None
