# Keeps receipts by question: the second asking is never sent, and bills what the first did.

# %% answer-receipt
from functools import cache


@cache
def receipt(question):
    reply = OpenAI().chat.completions.create(
        model=MODEL, max_completion_tokens=32, messages=[{"role": "user", "content": question}]
    )
    return {
        "text": reply.choices[0].message.content,
        "input_tokens": reply.usage.prompt_tokens,
        "output_tokens": reply.usage.completion_tokens,
    }
