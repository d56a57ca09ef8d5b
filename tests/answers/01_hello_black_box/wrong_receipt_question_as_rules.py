# Sends the question as system text, with a user turn that asks nothing.

# %% answer-receipt
def receipt(question):
    messages = [{"role": "system", "content": question}, {"role": "user", "content": "Answer."}]
    reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=32, messages=messages)
    return {
        "text": reply.choices[0].message.content,
        "input_tokens": reply.usage.prompt_tokens,
        "output_tokens": reply.usage.completion_tokens,
    }
