# Counts words instead of reading what the vendor billed.

# %% answer-receipt
def receipt(question):
    reply = OpenAI().chat.completions.create(
        model=MODEL, max_completion_tokens=32, messages=[{"role": "user", "content": question}]
    )
    text = reply.choices[0].message.content
    return {"text": text, "input_tokens": len(question.split()), "output_tokens": len(text.split())}
