# Sends the system text with the first call only, as if it were kept there.

# %% answer-chat
def chat(rules, turns):
    messages, answers = [], []
    for number, turn in enumerate(turns):
        messages.append({"role": "user", "content": turn})
        first = [{"role": "system", "content": rules}] if number == 0 else []
        reply = OpenAI().chat.completions.create(
            model=MODEL, max_completion_tokens=200, messages=first + messages
        )
        answers.append(reply.choices[0].message.content)
        messages.append({"role": "assistant", "content": answers[-1]})
    return answers
