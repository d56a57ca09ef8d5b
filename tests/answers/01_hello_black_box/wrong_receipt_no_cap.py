# Right numbers, but the answer may be as long as the model likes.

# %% answer-receipt
def receipt(question):
    reply = OpenAI().responses.create(model=MODEL, input=question, store=False)
    return {
        "text": reply.output_text,
        "input_tokens": reply.usage.input_tokens,
        "output_tokens": reply.usage.output_tokens,
    }
