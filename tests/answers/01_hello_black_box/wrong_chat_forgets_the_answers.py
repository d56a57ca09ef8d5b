# Sends all that the customer said, and nothing of what the model said.

# %% answer-chat
def chat(rules, turns):
    messages, answers = [{"role": "system", "content": rules}], []
    for turn in turns:
        messages.append({"role": "user", "content": turn})
        reply = OpenAI().chat.completions.create(model=MODEL, max_completion_tokens=200, messages=messages)
        answers.append(reply.choices[0].message.content)
    return answers
