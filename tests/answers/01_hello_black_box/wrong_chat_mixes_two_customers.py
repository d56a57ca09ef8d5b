# Keeps its list between chats: the next customer reads over the shoulder of the last.

# %% answer-chat
def chat(rules, turns, messages=[]):  # noqa: B006
    messages.append({"role": "system", "content": rules})
    answers = []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=messages)
        answers.append(reply.choices[0].message.content)
        messages.append({"role": "assistant", "content": answers[-1]})
    return answers
