"""Go on calling the model after the call has returned: what it was asked, it was asked."""
# EXPECT: {"ask": "fail"}

# %% answer-ask
import threading


def ask(text):
    def more():
        while True:
            try:
                once(text)
            except Exception:
                pass

    for _ in range(4):
        threading.Thread(target=more, daemon=True).start()
    once(text)
    return once(text)


def once(text):
    reply = client.chat.completions.create(model="any", messages=[{"role": "user", "content": text}])
    return reply.choices[0].message.content
