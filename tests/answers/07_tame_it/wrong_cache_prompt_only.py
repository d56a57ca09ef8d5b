"""All samples collapse into one."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if prompt not in kept:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        kept[prompt] = reply.choices[0].message.content or ""
    return kept[prompt]
