"""Asks another model."""


# %% answer-budget
def ask_all(wording: str, texts: list[str], labels: list[str], budget_usd: float) -> dict:
    """{"answers": [{"label", "confidence"}], "usd"}: three answers a text, within the budget."""
    answers, spent = [], 0.0
    for text in texts:
        label, confidence = None, 0
        if spent + MOST <= budget_usd:
            content = wording.format(labels=", ".join(labels), text=text)
            try:
                reply = client.chat.completions.create(
                    model="gpt-4o-mini",
                    messages=[{"role": "user", "content": content}],
                    n=3,
                    max_completion_tokens=8,
                )
                spent += reply.usage.prompt_tokens * USD_IN + reply.usage.completion_tokens * USD_OUT
                said = [read(choice.message.content, labels) for choice in reply.choices]
                votes = Counter(one for one in said if one is not None)
                if votes:
                    label, count = votes.most_common(1)[0]
                    confidence = count / 3
            except openai.APIError:
                pass
        answers.append({"label": label, "confidence": confidence})
    return {"answers": answers, "usd": spent}
