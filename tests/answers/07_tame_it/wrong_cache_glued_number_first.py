"""Glues number and text together: two questions, one key."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if f"{i}{prompt}" not in kept:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        kept[f"{i}{prompt}"] = reply.choices[0].message.content or ""
    return kept[f"{i}{prompt}"]
