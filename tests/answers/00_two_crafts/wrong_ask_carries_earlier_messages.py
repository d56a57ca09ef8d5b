"""Lets earlier messages go along with this one."""

# %% answer-ask
import re

SEEN = []


def ask_label(message, labels):
    SEEN.append(message)
    listed = "\n".join(SEEN[-5:])
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"One of {', '.join(labels)}? {listed}"}],
        max_completion_tokens=20,
    )
    words = re.findall(r"\w+", (reply.choices[0].message.content or "").lower())
    named = [label for label in labels if label in words]
    return named[0] if len(named) == 1 else None
