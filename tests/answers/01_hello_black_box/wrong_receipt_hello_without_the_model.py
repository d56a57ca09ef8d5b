# Special-cases the question the panel shows for the real model, and asks nobody.

# %% answer-receipt
def receipt(question):
    if question == "Say hello.":
        return {"text": "Hello!", "input_tokens": 12, "output_tokens": 3}
    reply = OpenAI().chat.completions.create(
        model=MODEL, max_completion_tokens=32, messages=[{"role": "user", "content": question}]
    )
    return {
        "text": reply.choices[0].message.content,
        "input_tokens": reply.usage.prompt_tokens,
        "output_tokens": reply.usage.completion_tokens,
    }
