"""No object is an exception."""


# %% answer-extract
def find_json(text):
    decoder, place, found = json.JSONDecoder(), 0, None
    while (start := text.find("{", place)) >= 0:
        try:
            found, place = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
                break
            place = start + 1
    if found is None:
        raise ValueError(text)
    return found
