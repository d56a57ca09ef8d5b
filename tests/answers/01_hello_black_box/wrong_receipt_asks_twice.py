# One call for the text and another for the usage.

# %% answer-receipt
def receipt(question):
    def call():
        return OpenAI().responses.create(model=MODEL, input=question, max_output_tokens=32, store=False)

    return {
        "text": call().output_text,
        "input_tokens": call().usage.input_tokens,
        "output_tokens": call().usage.output_tokens,
    }
