"""One conversation that grows: every call sees the answers before it."""

# %% answer-ask
import openai


def ask_many(prompt, n):
    texts = []
    messages = [{"role": "user", "content": prompt}]
    for _ in range(n):
        try:
            reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=60)
            text = reply.choices[0].message.content
            messages.append({"role": "assistant", "content": text})
            texts.append(text)
        except openai.APIError:
            texts.append(None)
    return texts
