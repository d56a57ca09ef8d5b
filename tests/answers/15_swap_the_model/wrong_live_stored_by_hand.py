"""Asks without `ask`, and leaves the answer stored at the vendor."""


# %% answer-live
def by_hand(door, name, prompt):
    talk = [{"role": "user", "content": prompt}]
    try:
        if door == "chat":
            raw = openai_client.chat.completions.create(model=name, messages=talk, max_completion_tokens=12)
        elif door == "responses":
            raw = openai_client.responses.create(model=name, input=talk, max_output_tokens=12)
        else:
            raw = anthropic_client.messages.create(model=name, messages=talk, max_tokens=12)
    except (openai.APIError, anthropic.APIError):
        return ""
    return Reply.of(raw).text


def three_doors(prompt: str) -> dict:
    """The answer's text, by door."""
    texts = {}
    for door, sdk in (("chat", OpenAI), ("responses", OpenAI), ("messages", Anthropic)):
        target = {"name": model("small", sdk).name, "can": []}
        texts[door] = by_hand(door, target["name"], prompt)
    return texts
