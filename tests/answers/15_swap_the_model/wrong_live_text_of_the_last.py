"""Gives every door the last answer."""


# %% answer-live
def three_doors(prompt: str) -> dict:
    """The answer's text, by door."""
    texts = {}
    for door, sdk in (("chat", OpenAI), ("responses", OpenAI), ("messages", Anthropic)):
        target = {"name": model("small", sdk).name, "can": []}
        texts[door] = ask(door, target, prompt, 12)["text"]
    return dict.fromkeys(texts, texts[door])
