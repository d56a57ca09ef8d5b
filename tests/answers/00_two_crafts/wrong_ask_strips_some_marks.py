"""Takes off the full stops and stars it has seen, and no other mark."""

# %% answer-ask


def ask_label(message, labels):
    question = f"Which label fits this message: {', '.join(labels)}? Answer with one word."
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"{question}\n\nMessage: {message}"}],
        max_completion_tokens=20,
    )
    text = (reply.choices[0].message.content or "").lower()
    words = text.replace(".", "").replace("*", "").split()
    named = [label for label in labels if label in words]
    return named[0] if len(named) == 1 else None
