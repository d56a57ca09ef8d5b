"""The large one hears what the small one said."""


# %% answer-gate
def ask_desk(text, threshold):
    messages = [{"role": "user", "content": text}]
    for name in ("small", "large"):
        try:
            reply = client.chat.completions.create(model=name, messages=messages, logprobs=True)
        except openai.APIError:
            continue
        choice = reply.choices[0]
        label = label_in(choice.message.content)
        if label and (name == "large" or math.exp(choice.logprobs.content[0].logprob) >= threshold):
            return {"answer": label, "by": name}
        messages = [*messages, {"role": "assistant", "content": choice.message.content}, messages[0]]
    return {"answer": None, "by": None}
