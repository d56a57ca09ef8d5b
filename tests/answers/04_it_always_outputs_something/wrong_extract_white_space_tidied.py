"""White space is tidied first."""


# %% answer-extract
def find_json(text: str) -> dict | None:
    """The last whole JSON object in a text, or None."""
    text = " ".join(text.split())
    decoder, place, found = json.JSONDecoder(), 0, None
    while (start := text.find("{", place)) >= 0:
        try:
            found, place = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
                break
            place = start + 1
    return found
