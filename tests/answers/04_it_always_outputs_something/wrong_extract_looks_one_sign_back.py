"""A backslash before the mark: taken for an escape, even if it is itself escaped."""

# %% answer-extract
import contextlib


def find_json(text):
    answer, depth, start, quoted = None, 0, 0, False
    for i, sign in enumerate(text):
        if depth and sign == '"' and text[i - 1] != "\\":
            quoted = not quoted
        if quoted:
            continue
        if sign == "{":
            start = start if depth else i
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
            if not depth:
                with contextlib.suppress(ValueError):
                    answer = json.loads(text[start : i + 1])
    return answer
