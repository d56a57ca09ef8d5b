# Takes the total for the prompt's tokens.

# %% answer-receipt
def receipt(question):
    reply = OpenAI().chat.completions.create(
        model=MODEL, max_completion_tokens=32, messages=[{"role": "user", "content": question}]
    )
    used = reply.usage
    return {
        "text": reply.choices[0].message.content,
        "input_tokens": used.total_tokens,
        "output_tokens": used.completion_tokens,
    }
