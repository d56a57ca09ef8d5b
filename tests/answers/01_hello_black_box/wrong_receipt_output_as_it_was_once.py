# Hard-codes the answer tokens that the panel showed.

# %% answer-receipt
def receipt(question):
    reply = OpenAI().chat.completions.create(
        model=MODEL, max_completion_tokens=32, messages=[{"role": "user", "content": question}]
    )
    return {
        "text": reply.choices[0].message.content,
        "input_tokens": reply.usage.prompt_tokens,
        "output_tokens": 17,
    }
