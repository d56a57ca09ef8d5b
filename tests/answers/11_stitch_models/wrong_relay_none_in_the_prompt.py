"""A summary that never came is handed on as "None"."""


# %% answer-relay
def relay(ticket):
    def ask(prompt):
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
            )
            return reply.choices[0].message.content
        except openai.APIError:
            return None

    wish = ask(f"What does this customer want, in a sentence?\n\n{ticket}")
    return ask(f"Write one sentence to this customer: {ticket}\n\nNote: {wish}")
