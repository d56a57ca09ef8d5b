"""Sends the role for a name."""


# %% answer-live
def three_doors(prompt: str) -> dict:
    """The answer's text, by door."""
    texts = {}
    for door, sdk in (("chat", OpenAI), ("responses", OpenAI), ("messages", Anthropic)):
        target = {"name": "small", "can": []}
        texts[door] = ask(door, target, prompt, 12)["text"]
    return texts
