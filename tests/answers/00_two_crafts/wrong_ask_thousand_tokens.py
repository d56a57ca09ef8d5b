"""Room for an essay."""

# %% answer-ask
import re


def ask_label(message, labels):
    question = f"Which label fits this message: {', '.join(labels)}? Answer with one word."
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"{question}\n\nMessage: {message}"}],
        max_completion_tokens=1000,
    )
    text = (reply.choices[0].message.content or "").lower()
    named = [label for label in labels if label in re.findall(r"\w+", text)]
    return named[0] if len(named) == 1 else None
