# Keeps the first line of every answer.

# %% answer-chat
def chat(rules, turns):
    messages, answers = [{"role": "system", "content": rules}], []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=messages)
        answers.append(reply.choices[0].message.content.split("\n")[0])
        messages.append({"role": "assistant", "content": answers[-1]})
    return answers
