"""Glues text and number together: two questions, one key."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if prompt.strip() + " " + str(i) not in kept:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        kept[prompt.strip() + " " + str(i)] = reply.choices[0].message.content or ""
    return kept[prompt.strip() + " " + str(i)]
