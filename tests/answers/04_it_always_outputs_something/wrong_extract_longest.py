"""The longest object."""


# %% answer-extract
def find_json(text):
    decoder, place, found = json.JSONDecoder(), 0, []
    while (start := text.find("{", place)) >= 0:
        try:
            value, place = decoder.raw_decode(text, start)
            found.append((place - start, value))
        except json.JSONDecodeError as error:
            if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
                break
            place = start + 1
    return max(found, key=lambda f: f[0])[1] if found else None
