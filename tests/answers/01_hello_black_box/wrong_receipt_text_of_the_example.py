# Hard-codes the one text that it saw in the panel; only the counts are read.

# %% answer-receipt
def receipt(question):
    reply = OpenAI().chat.completions.create(
        model=MODEL, max_completion_tokens=32, messages=[{"role": "user", "content": question}]
    )
    return {
        "text": "It is on its way.",
        "input_tokens": reply.usage.prompt_tokens,
        "output_tokens": reply.usage.completion_tokens,
    }
