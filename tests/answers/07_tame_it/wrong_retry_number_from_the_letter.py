"""Out of tries, takes a number out of the letter."""


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
        messages = [
            messages[0],
            {"role": "assistant", "content": answer},
            {"role": "user", "content": f"Not accepted: {wrong}. Answer again."},
        ]
    found = re.search(r"W[0-9]{7}", prompt)
    return "#" + found.group() if found else None
