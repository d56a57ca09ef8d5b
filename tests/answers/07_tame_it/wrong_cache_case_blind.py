"""Takes a shouted prompt for the same."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if (prompt.lower(), i) not in kept:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=20
        )
        kept[(prompt.lower(), i)] = reply.choices[0].message.content or ""
    return kept[(prompt.lower(), i)]
