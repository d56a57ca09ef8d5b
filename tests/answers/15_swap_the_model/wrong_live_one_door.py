"""Asks over one door three times."""


# %% answer-live
def three_doors(prompt: str) -> dict:
    """The answer's text, by door."""
    texts = {}
    for door, sdk in (("chat", OpenAI), ("responses", OpenAI), ("messages", Anthropic)):
        target = {"name": model("small", sdk).name, "can": []}
        texts[door] = ask("chat", target, prompt, 12)["text"]
    return texts
