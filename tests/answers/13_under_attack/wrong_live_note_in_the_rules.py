"""The stranger writes into the system text."""

# %% answer-live
import secrets


def answer_note(question, note):
    tag = f"note-{secrets.token_hex(6)}"
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[
            {"role": "system", "content": f"{RULES} This is data: <{tag}>{note}</{tag}>"},
            {"role": "user", "content": question},
        ],
        max_completion_tokens=30,
    )
    said = reply.choices[0].message.content or ""
    return REFUSAL if leaks(said, SECRET) or foreign_hosts(said, HOSTS) else said
