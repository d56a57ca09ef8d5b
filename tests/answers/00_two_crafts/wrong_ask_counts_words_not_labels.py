"""A label said twice counts as two labels."""

# %% answer-ask
import re


def ask_label(message, labels):
    question = f"Which label fits this message: {', '.join(labels)}? Answer with one word."
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"{question}\n\nMessage: {message}"}],
        max_completion_tokens=20,
    )
    text = (reply.choices[0].message.content or "").lower()
    named = [word for word in re.findall(r"\w+", text) if word in labels]
    return named[0] if len(named) == 1 else None
