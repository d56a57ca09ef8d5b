"""Tidies the text."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if (prompt, i) not in kept:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        kept[prompt, i] = reply.choices[0].message.content.strip()
    return kept[prompt, i]
