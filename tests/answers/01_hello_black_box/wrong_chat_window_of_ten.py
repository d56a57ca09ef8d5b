# Sends the system text and the last ten messages, to save tokens: a longer chat loses its beginning.

# %% answer-chat
def chat(rules, turns):
    messages, answers = [{"role": "system", "content": rules}], []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        sent = messages[:1] + messages[1:][-9:]
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=sent)
        answers.append(reply.choices[0].message.content)
        messages.append({"role": "assistant", "content": answers[-1]})
    return answers
