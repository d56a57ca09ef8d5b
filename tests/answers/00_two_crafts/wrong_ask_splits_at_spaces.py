"""Splits at spaces and takes marks off the ends only."""

# %% answer-ask


def ask_label(message, labels):
    question = f"Which label fits this message: {', '.join(labels)}? Answer with one word."
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"{question}\n\nMessage: {message}"}],
        max_completion_tokens=20,
    )
    text = (reply.choices[0].message.content or "").lower()
    words = [word.strip(".,:;!?*\"'`") for word in text.split()]
    named = [label for label in labels if label in words]
    return named[0] if len(named) == 1 else None
