"""Without a summary no letter."""


# %% answer-relay
def relay(ticket):
    def ask(prompt):
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        return reply.choices[0].message.content

    try:
        wish = ask(f"What does this customer want, in a sentence?\n\n{ticket}")
        return ask(f"Write one sentence to this customer: {ticket}\n\nNote: {wish}")
    except openai.APIError:
        return None
