"""The rules stand in a system message, or in the instructions; the prompt comes behind it."""

# %% answer-retry
RULES = "Answer with the order number only, like #W1234567."


def order_number(prompt, most=3):
    first, more = {"role": "user", "content": prompt}, []
    for _ in range(most):
        try:
            reply = client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "system", "content": RULES}, first, *more],
                max_completion_tokens=30,
            )
        except openai.APIError:
            continue
        text = reply.choices[0].message.content.strip()
        if not valid(text):
            return text
        more = [{"role": "assistant", "content": text}, {"role": "user", "content": valid(text)}]
