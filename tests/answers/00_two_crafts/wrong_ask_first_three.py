"""Passes on the first three labels only."""

# %% answer-ask
import re


def ask_label(message, labels):
    question = f"Which label: {', '.join(labels[:3])}?"
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"{question}\n\nMessage: {message}"}],
        max_completion_tokens=20,
    )
    text = (reply.choices[0].message.content or "").lower()
    named = [label for label in labels[:3] if label in re.findall(r"\w+", text)]
    return named[0] if len(named) == 1 else None
