# Counts to the four turns of the panel.

# %% answer-chat
def chat(rules, turns):
    messages, answers = [{"role": "system", "content": rules}], []
    for turn in turns[:4]:
        messages.append({"role": "user", "content": turn})
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=messages)
        answers.append(reply.choices[0].message.content)
        messages.append({"role": "assistant", "content": answers[-1]})
    return answers
