"""A cache keyed on the prompt: n samples become one."""

# %% answer-ask
cache = {}


def ask_many(prompt, n):
    texts = []
    for _ in range(n):
        if prompt not in cache:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": prompt}], max_completion_tokens=60
            )
            cache[prompt] = reply.choices[0].message.content
        texts.append(cache[prompt])
    return texts
