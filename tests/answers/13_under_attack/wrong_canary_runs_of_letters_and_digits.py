"""Forgets that base64 has + and /, too."""

# %% answer-canary
import base64


def leaks(answer: str, token: str) -> bool:
    """True if the answer holds the token in one of these spellings."""

    def bare(text):
        return "".join(sign for sign in text.lower() if sign.isalnum())

    said, wanted = bare(answer), bare(token)
    if wanted in said or wanted in said[::-1]:
        return True
    for run in re.findall(r"[A-Za-z0-9]{16,}={0,2}", answer):
        try:
            if wanted in bare(base64.b64decode(run, validate=True).decode("utf-8")):
                return True
        except ValueError:
            continue
    return False
