"""Writes the number into the prompt, which is another prompt."""

# %% answer-cache
kept = {}


def remembered(prompt, i):
    if (prompt, i) not in kept:
        reply = client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": f"{prompt} ({i})"}], max_completion_tokens=20
        )
        kept[(prompt, i)] = reply.choices[0].message.content or ""
    return kept[(prompt, i)]
