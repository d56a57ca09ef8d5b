# Believes that the model remembers.

# %% answer-chat
def chat(rules, turns):
    answers = []
    for turn in turns:
        reply = OpenAI().chat.completions.create(
            model=MODEL,
            max_completion_tokens=200,
            messages=[{"role": "system", "content": rules}, {"role": "user", "content": turn}],
        )
        answers.append(reply.choices[0].message.content)
    return answers
