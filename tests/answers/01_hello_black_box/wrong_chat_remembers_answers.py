# Answers a line it has heard before from memory, without a call.

# %% answer-chat
KNOWN = {}


def chat(rules, turns):
    messages, answers = [{"role": "system", "content": rules}], []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        key = str(messages)
        if key not in KNOWN:
            reply = OpenAI().chat.completions.create(
                model=MODEL, max_completion_tokens=200, messages=messages
            )
            KNOWN[key] = reply.choices[0].message.content
        answers.append(KNOWN[key])
        messages.append({"role": "assistant", "content": answers[-1]})
    return answers
