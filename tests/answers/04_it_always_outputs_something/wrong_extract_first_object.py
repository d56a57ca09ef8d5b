"""Takes the first object."""


# %% answer-extract
def find_json(text):
    decoder, place, found = json.JSONDecoder(), 0, None
    while (start := text.find("{", place)) >= 0:
        try:
            return decoder.raw_decode(text, start)[0]
        except json.JSONDecodeError as error:
            if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
                break
            place = start + 1
    return found
