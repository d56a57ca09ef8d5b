"""Looks inside an object that breaks off."""


# %% answer-extract
def find_json(text):
    decoder, place, found = json.JSONDecoder(), 0, None
    while (start := text.find("{", place)) >= 0:
        try:
            found, place = decoder.raw_decode(text, start)
        except json.JSONDecodeError:
            place = start + 1
    return found
