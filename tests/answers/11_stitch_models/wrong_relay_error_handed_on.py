"""The error goes into the letter's prompt."""


# %% answer-relay
def relay(ticket):
    def ask(prompt):
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        return reply.choices[0].message.content

    try:
        wish = ask(f"Say in one short sentence what this customer wants.\n\n{ticket}")
    except openai.APIError as error:
        wish = f"(no summary: {error})"
    try:
        return ask(f"Write one sentence to this customer.\n\n{ticket}\n\nNote: {wish}")
    except openai.APIError:
        return None
