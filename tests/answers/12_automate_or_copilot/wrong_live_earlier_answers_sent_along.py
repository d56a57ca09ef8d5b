"""One conversation: each answer knows those before."""


# %% answer-live
def decide(review: str, k: int, threshold: float) -> dict:
    """{"label", "confidence", "by"} from k calls."""
    content = f"Is this review positive or negative? Answer with one word.\n\nReview: {review}"
    said = []
    msgs = [{"role": "user", "content": content}]
    for _ in range(k):
        try:
            reply = client.chat.completions.create(model=MODEL, messages=msgs, max_completion_tokens=12)
            said.append(read(reply.choices[0].message.content or ""))
            msgs += [
                {"role": "assistant", "content": reply.choices[0].message.content or ""},
                {"role": "user", "content": content},
            ]
        except openai.APIError:
            said.append(None)
    up, down = said.count("positive"), said.count("negative")
    label = None if up == down else "positive" if up > down else "negative"
    confidence = max(up, down) / k if label else 0
    return {
        "label": label,
        "confidence": confidence,
        "by": "model" if label and confidence >= threshold else "person",
    }
