"""The probability of all tokens multiplied, and the logarithm base of nobody."""


# %% answer-gate
def ask_desk(text, threshold):
    for name in ("small", "large"):
        try:
            reply = client.chat.completions.create(
                model=name, messages=[{"role": "user", "content": text}], logprobs=True
            )
        except openai.APIError:
            continue
        choice = reply.choices[0]
        label = label_in(choice.message.content)
        sure = 10 ** sum(one.logprob for one in choice.logprobs.content)
        if label and (name == "large" or sure >= threshold):
            return {"answer": label, "by": name}
    return {"answer": None, "by": None}
