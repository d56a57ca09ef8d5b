"""Asks both, then decides."""


# %% answer-gate
def ask_desk(text, threshold):
    said = {}
    for name in ("small", "large"):
        try:
            reply = client.chat.completions.create(
                model=name, messages=[{"role": "user", "content": text}], logprobs=True
            )
            choice = reply.choices[0]
            sure = math.exp(choice.logprobs.content[0].logprob)
            said[name] = label_in(choice.message.content), sure
        except openai.APIError:
            said[name] = None, 0.0
    if said["small"][0] and said["small"][1] >= threshold:
        return {"answer": said["small"][0], "by": "small"}
    return {"answer": said["large"][0], "by": "large" if said["large"][0] else None}
