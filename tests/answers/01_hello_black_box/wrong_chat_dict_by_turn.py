# Keeps the chat in a dict by what the customer said: who says the same thing twice is heard once.

# %% answer-chat
def chat(rules, turns):
    said = {}
    for turn in turns:
        said[turn] = None
        messages = [{"role": "system", "content": rules}]
        for question, answer in said.items():
            messages.append({"role": "user", "content": question})
            if answer is not None:
                messages.append({"role": "assistant", "content": answer})
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=messages)
        said[turn] = reply.choices[0].message.content
    return [said[turn] for turn in turns]
