"""Remembers nothing."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if True:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        kept[(prompt, i)] = reply.choices[0].message.content or ""
    return kept[(prompt, i)]
