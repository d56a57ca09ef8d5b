"""From the first brace to the last."""


# %% answer-extract
def find_json(text):
    try:
        return json.loads(text[text.find("{") : text.rfind("}") + 1])
    except ValueError:
        return None
