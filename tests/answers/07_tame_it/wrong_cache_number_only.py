"""Another prompt gets the first one's answer."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if i not in kept:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        kept[i] = reply.choices[0].message.content or ""
    return kept[i]
