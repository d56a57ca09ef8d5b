"""Looks at the first and the last word of an answer only."""

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
    words = re.findall(r"\w+", text) or [""]
    named = {label for label in labels if label in (words[0], words[-1])} if " or " not in text else set()
    return named.pop() if len(named) == 1 else None
