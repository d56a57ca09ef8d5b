# Keeps one list per system text: the next customer of the same desk reads the last one's chat.

# %% answer-chat
CHATS = {}


def chat(rules, turns):
    messages, answers = CHATS.setdefault(rules, [{"role": "system", "content": rules}]), []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=messages)
        answers.append(reply.choices[0].message.content)
        messages.append({"role": "assistant", "content": answers[-1]})
    return answers
