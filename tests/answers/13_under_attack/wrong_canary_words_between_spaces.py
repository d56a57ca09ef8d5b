"""Takes base64 to stand between white space."""

# %% answer-canary
import base64


def leaks(answer: str, token: str) -> bool:
    """True if the answer holds the token in one of these spellings."""

    def bare(text):
        return "".join(sign for sign in text.lower() if sign.isalnum())

    said, wanted = bare(answer), bare(token)
    if wanted in said or wanted in said[::-1]:
        return True
    for run in answer.split():
        try:
            if wanted in bare(base64.b64decode(run, validate=True).decode("utf-8")):
                return True
        except Exception:
            continue
    return False
