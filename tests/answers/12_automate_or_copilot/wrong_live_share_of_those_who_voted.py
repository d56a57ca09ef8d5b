"""Divides by the labels, not by the calls."""


# %% answer-live
def decide(review, k, threshold):
    content = f"Is this review positive or negative? Answer with one word.\n\nReview: {review}"
    said = []
    for _ in range(k):
        try:
            reply = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": content}], max_completion_tokens=12
            )
            said.append(read(reply.choices[0].message.content or ""))
        except openai.APIError:
            said.append(None)
    up, down = said.count("positive"), said.count("negative")
    label = None if up == down else "positive" if up > down else "negative"
    confidence = max(up, down) / (up + down) if label else 0
    return {
        "label": label,
        "confidence": confidence,
        "by": "model" if label and confidence >= threshold else "person",
    }
