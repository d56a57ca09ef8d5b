"""A pattern that knows no objects inside objects."""


# %% answer-extract
def find_json(text):
    for found in reversed(re.findall(r"\{[^{}]*\}", text)):
        try:
            return json.loads(found)
        except ValueError:
            pass
    return None
