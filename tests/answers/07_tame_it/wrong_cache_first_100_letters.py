"""Knows a long prompt by how it starts."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if (prompt[:100], i) not in kept:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        kept[prompt[:100], i] = reply.choices[0].message.content or ""
    return kept[prompt[:100], i]
