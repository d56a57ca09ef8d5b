"""Names labels of another desk in the prompt as an example."""

# %% answer-ask
import re


def ask_label(message, labels):
    question = f"Which label fits: {', '.join(labels)}? Answer with one word, such as praise or complaint."
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": f"{question}\n\nMessage: {message}"}],
        max_completion_tokens=20,
    )
    text = (reply.choices[0].message.content or "").lower()
    named = [label for label in labels if label in re.findall(r"\w+", text)]
    return named[0] if len(named) == 1 else None
