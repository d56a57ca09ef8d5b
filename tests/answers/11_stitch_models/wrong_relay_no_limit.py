"""As many tokens as there are."""


# %% answer-relay
def relay(ticket):
    def ask(prompt):
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}]
            )
            return reply.choices[0].message.content
        except openai.APIError:
            return None

    wish = ask(f"Say in one short sentence what this customer wants.\n\n{ticket}")
    noted = f"\n\nNote: {wish}" if wish is not None else ""
    return ask(f"Write one sentence to this customer.\n\n{ticket}{noted}")
