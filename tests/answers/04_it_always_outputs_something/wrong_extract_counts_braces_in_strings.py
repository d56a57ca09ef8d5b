"""Counts braces in texts, too."""

# %% answer-extract
import contextlib


def find_json(text):
    answer, depth, start = None, 0, 0
    for i, sign in enumerate(text):
        if sign == "{":
            start = start if depth else i
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
            if not depth:
                with contextlib.suppress(ValueError):
                    answer = json.loads(text[start : i + 1])
    return answer
