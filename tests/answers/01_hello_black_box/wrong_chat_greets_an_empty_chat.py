# Asks the model before anybody has said anything.

# %% answer-chat
def chat(rules, turns):
    messages, answers = [{"role": "system", "content": rules}], []
    if not turns:
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=9, messages=messages)
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=messages)
        answers.append(reply.choices[0].message.content)
        messages.append({"role": "assistant", "content": answers[-1]})
    return answers
