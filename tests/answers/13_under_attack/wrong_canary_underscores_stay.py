"""\\W leaves underscores in."""

# %% answer-canary
import base64
from contextlib import suppress


def leaks(answer, token):
    def bare(text):
        return re.sub(r"\W", "", text).lower()

    texts = [answer, answer[::-1]]
    for run in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", answer):
        with suppress(ValueError):
            texts.append(base64.b64decode(run, validate=True).decode())
    return any(bare(token) in bare(text) for text in texts)
