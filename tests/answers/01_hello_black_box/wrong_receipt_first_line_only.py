# Keeps the first line of the answer and drops the rest.

# %% answer-receipt
def receipt(question):
    reply = OpenAI().chat.completions.create(
        model=MODEL, max_completion_tokens=32, messages=[{"role": "user", "content": question}]
    )
    return {
        "text": reply.choices[0].message.content.split("\n")[0],
        "input_tokens": reply.usage.prompt_tokens,
        "output_tokens": reply.usage.completion_tokens,
    }
