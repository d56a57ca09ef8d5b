"""Takes a part of the token for the token."""

# %% answer-canary
import base64
from contextlib import suppress


def leaks(answer, token):
    def bare(text):
        return "".join(s for s in text.lower() if s.isalnum())

    texts = [answer, answer[::-1]]
    for run in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", answer):
        with suppress(ValueError):
            texts.append(base64.b64decode(run, validate=True).decode())
    return any(bare(token)[:8] in bare(text) for text in texts)
